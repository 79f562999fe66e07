using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Caisson.Cli.Options;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Processes;
using Caisson.Linux.Scheduling;
using Caisson.Linux.Uapi;

namespace Caisson.Cli.Verbs.Engine;

/// <summary>caissond as a process of this machine.</summary>
internal static class EngineProcess
{
    private const string Name = "caissond";
    private const uint LogMode = 0b110_000_000;
    private const uint FolderMode = 0b111_001_001;
    private const int Sigterm = 15;
    private const int MessageBytes = 4096;

    /// <summary>The number of the engine's process.</summary>
    /// <returns>Null where it does not run.</returns>
    internal static int? Find(EngineFolders folders)
    {
        if (!File.Exists(folders.PidFile)
            || !int.TryParse(File.ReadAllText(folders.PidFile).Trim(), CultureInfo.InvariantCulture, out int pid) || pid <= 0)
        {
            return null;
        }

        return NamedProcess.Runs(pid, Name) ? pid : null;
    }

    /// <summary>Starts the engine, and waits until it answers.</summary>
    /// <param name="folders">Which.</param>
    /// <param name="options">Further options of caissond.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Its process number; null where it has ended, which its log explains.</returns>
    internal static async Task<int?> StartAsync(EngineFolders folders, IReadOnlyList<string> options, CancellationToken cancellation)
    {
        string execRoot = Path.GetDirectoryName(folders.LogFile)!;
        if (!Directory.Exists(execRoot))
        {
            Directory.CreateDirectory(execRoot);
            FileSystem.ChangeMode(execRoot, FolderMode);
        }

        // The engine tells this socket when it is ready, as it tells systemd.
        string ready = Path.Combine(execRoot, string.Create(CultureInfo.InvariantCulture, $"ready.{Environment.ProcessId}"));
        File.Delete(ready);
        using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(ready));
        try
        {
            using Child child = Spawn(folders, options, ready);
            int pid = child.ProcessId;
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Task<int> end = BlockingThread.RunAsync("engine-end", child.Handle.WaitForExit);
            Task message = WaitUntilReadyAsync(socket, either.Token);
            bool isReady = await Task.WhenAny(end, message).ConfigureAwait(false) == message;
            cancellation.ThrowIfCancellationRequested();
            await either.CancelAsync().ConfigureAwait(false);
            return isReady ? pid : null;
        }
        finally
        {
            File.Delete(ready);
        }
    }

    /// <summary>Asks the engine to end, and waits until it has.</summary>
    /// <param name="pid">Its process number.</param>
    internal static Task StopAsync(int pid) => BlockingThread.RunAsync("engine-end", () =>
    {
        using PidFd? process = PidFd.TryOpen(pid);
        if (process is not null && process.Signal(Sigterm))
        {
            // It is nobody's child here: its end makes the descriptor readable.
            Poll.WaitReadable(process, Timeout.InfiniteTimeSpan);
        }

        return true;
    });

    /// <summary>Where caissond is.</summary>
    internal static string Executable()
    {
        string beside = Path.Combine(AppContext.BaseDirectory, Name);
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return File.Exists(beside) ? beside
            : folders.Select(f => Path.Combine(f, Name)).FirstOrDefault(File.Exists)
                ?? throw new ArgumentFault($"{Name} is neither beside this program nor on the PATH: install both beside each other");
    }

    private static Child Spawn(EngineFolders folders, IReadOnlyList<string> options, string ready)
    {
        using FileDescriptor nowhere = FileSystem.Open("/dev/null", OpenFlags.O_RDWR);
        using FileDescriptor log = FileSystem.Open(folders.LogFile, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND, LogMode);
        using SyscallProgram program = new();
        program.Redirect(nowhere, 0);
        program.Redirect(log, 1);
        program.Redirect(log, 2);
        program.CloseAllBut(3, []);
        program.StartSession();
        program.Execute(Executable(), [Name, .. folders.Words, .. options], [.. Variables(), $"NOTIFY_SOCKET={ready}"]);
        Child child = program.Spawn(CloneFlags.None);
        try
        {
            child.WaitForExec();
            return child;
        }
        catch
        {
            child.Dispose();
            throw;
        }
    }

    private static IEnumerable<string> Variables()
    {
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable.Key is string name and not ("NOTIFY_SOCKET" or "LISTEN_FDS" or "LISTEN_PID"))
            {
                yield return $"{name}={variable.Value}";
            }
        }
    }

    private static async Task WaitUntilReadyAsync(Socket socket, CancellationToken cancellation)
    {
        byte[] buffer = new byte[MessageBytes];
        string text;
        do
        {
            int length = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellation).ConfigureAwait(false);
            text = Encoding.UTF8.GetString(buffer, 0, length);
        }
        while (!text.Contains("READY=1", StringComparison.Ordinal));
    }
}
