using System.Globalization;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Processes;
using Caisson.Linux.Uapi;

namespace Caisson.Keeping.Launching;

/// <summary>Starts short-lived processes from this process's own executable.</summary>
internal sealed class Helper : IDisposable
{
    /// <summary>The first argument of each kind of process.</summary>
    internal const string LaunchVerb = "launch";

    /// <summary>See <see cref="Logs.CompressStage"/>.</summary>
    internal const string CompressVerb = "compress";

    private const string Name = "caisson-keeper";

    // Launchers live for milliseconds: they shall not collect garbage. In hexadecimal: 16 MiB.
    private static readonly string[] Environment = ["DOTNET_GCgen0size=1000000"];

    private readonly FileDescriptor _executable = FileSystem.Open("/proc/self/exe", OpenFlags.O_RDONLY);
    private readonly FileDescriptor _nowhere = FileSystem.Open("/dev/null", OpenFlags.O_RDWR);

    /// <summary>/dev/null, open for reading and writing.</summary>
    internal FileDescriptor Nowhere => _nowhere;

    /// <summary>Starts a launcher.</summary>
    /// <param name="channel">Its end of the channel; it is not closed here.</param>
    /// <returns>The number of the process, a child.</returns>
    internal int StartLauncher(FileDescriptor channel) =>
        Start([Name, LaunchVerb, channel.Number.ToString(CultureInfo.InvariantCulture)], [channel]);

    /// <summary>Starts to compress a file.</summary>
    /// <returns>The number of the process, a child.</returns>
    internal int StartCompression(string path) => Start([Name, CompressVerb, path], []);

    /// <inheritdoc/>
    public void Dispose()
    {
        _executable.Dispose();
        _nowhere.Dispose();
    }

    private int Start(string[] arguments, FileDescriptor[] inherited)
    {
        using var program = new SyscallProgram();
        program.Redirect(_nowhere, 0);
        program.Redirect(_nowhere, 1);
        program.Redirect(_nowhere, 2);
        program.CloseAllBut(3, inherited, _executable);
        program.ExecuteFile(_executable, arguments, Environment);
        using Child child = program.Spawn(CloneFlags.None);
        child.WaitForExec();
        return child.ProcessId;
    }
}
