using System.Buffers;
using System.Text;
using System.Text.Json;
using Caisson.Images;
using Caisson.Images.Build;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Processes;
using Caisson.Linux.Uapi;

namespace Caisson.Engine.Builds;

/// <summary>The runtime's process of a run, from its start to its end. Thread: the one that calls <see cref="Run"/>, with
/// which the process ends.</summary>
internal sealed class RunProcess
{
    private const int SIGKILL = 9;
    private const int BufferBytes = 64 << 10;

    /// <summary>What the runtime needs: the path of programs is the container's business.</summary>
    internal static readonly string[] Environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"];

    // What the runtime writes to standard error when it fails is told by an exception instead.
    private static readonly byte[] FailurePrefix = Encoding.ASCII.GetBytes("caisson-runtime run failed: ");

    private readonly RunFolder _folder;
    private readonly RunMounts _mounts;
    private readonly string _runtime;
    private readonly BuildOutput _output;
    private readonly ArrayBufferWriter<byte> _firstError = new();
    private bool _mayBeFailure = true;

    internal RunProcess(RunFolder folder, RunMounts mounts, string runtime, BuildOutput output)
    {
        _folder = folder;
        _mounts = mounts;
        _runtime = runtime;
        _output = output;
    }

    /// <summary>Runs it.</summary>
    /// <returns>The command's exit code.</returns>
    /// <exception cref="ImageException">The container could not be started.</exception>
    /// <exception cref="OperationCanceledException">It was killed.</exception>
    internal int Run(CancellationToken cancellation)
    {
        using EventFd cancelled = new();
        using CancellationTokenRegistration registration = cancellation.Register(() => cancelled.Signal());
        using Pipe output = new();
        using Pipe errors = new();
        using Pipe ready = new();
        using FileDescriptor input = FileSystem.Open("/dev/null", OpenFlags.O_RDONLY);
        using SyscallProgram program = Program(input, output, errors, ready);
        using Child child = program.Spawn(CloneFlags.CLONE_NEWNS | CloneFlags.CLONE_NEWPID);
        output.Writer.Dispose();
        errors.Writer.Dispose();
        ready.Writer.WriteAll("\n"u8);
        child.WaitForExec();
        int status = Relay(child, output.Reader, errors.Reader, cancelled);
        cancellation.ThrowIfCancellationRequested();
        string? failure = Failure(_folder.ReadLog());
        if (failure is null)
        {
            FlushFirstError();
            return status;
        }

        throw new ImageException(ImageErrorKind.InvalidContent, failure);
    }

    private SyscallProgram Program(FileDescriptor input, Pipe output, Pipe errors, Pipe ready)
    {
        SyscallProgram program = new();

        // Its own session: an interrupt from the terminal is this process's to handle.
        program.StartSession();
        program.DieWithParent();
        program.Close(ready.Writer);
        program.WaitFor(ready.Reader);
        program.IsolateMounts();
        foreach ((MountTree tree, string path) in _mounts.Trees)
        {
            program.Attach(tree, path);
        }

        program.MountProc();
        program.Redirect(input, 0);
        program.Redirect(output.Writer, 1);
        program.Redirect(errors.Writer, 2);
        program.CloseAllBut(3, []);
        string[] arguments =
        [
            "caisson-runtime", "--root", _folder.StatePath, "--log", _folder.LogPath, "--log-format", "json",
            "run", "--bundle", _folder.Path, _folder.Id,
        ];
        program.Execute(_runtime, arguments, Environment);
        return program;
    }

    private int Relay(Child child, FileDescriptor output, FileDescriptor errors, EventFd cancelled)
    {
        byte[] buffer = new byte[BufferBytes];
        bool killed = false;
        Span<PollEntry> entries =
            [new(output, PollEvents.POLLIN), new(errors, PollEvents.POLLIN), new(cancelled, PollEvents.POLLIN)];

        // Both ends are reached when the container's last process has ended, and it ends with the runtime at the latest.
        int open = 2;
        while (open > 0)
        {
            Poll.Wait(entries, Timeout.InfiniteTimeSpan);
            if (entries[2].CanRead && !killed)
            {
                child.Handle.Signal(SIGKILL);
                killed = true;
                entries[2] = new PollEntry(null, PollEvents.POLLIN);
            }

            for (int i = 0; i < 2; i++)
            {
                if (!entries[i].CanRead)
                {
                    continue;
                }

                int count = (i == 0 ? output : errors).Read(buffer);
                if (count == 0)
                {
                    entries[i] = new PollEntry(null, PollEvents.POLLIN);
                    open--;
                }
                else
                {
                    Pass(buffer.AsSpan(0, count), isError: i == 1);
                }
            }
        }

        // Who closes its output may go on for long.
        entries = [new(child.Handle, PollEvents.POLLIN), new(killed ? null : cancelled, PollEvents.POLLIN)];
        while (!entries[0].CanRead)
        {
            Poll.Wait(entries, Timeout.InfiniteTimeSpan);
            if (entries[1].CanRead)
            {
                child.Handle.Signal(SIGKILL);
                entries[1] = new PollEntry(null, PollEvents.POLLIN);
            }
        }

        return child.Handle.WaitForExit();
    }

    private void Pass(ReadOnlySpan<byte> data, bool isError)
    {
        if (!isError)
        {
            _output(data, isError: false);
            return;
        }

        if (!_mayBeFailure)
        {
            _output(data, isError: true);
            return;
        }

        _firstError.Write(data);
        ReadOnlySpan<byte> first = _firstError.WrittenSpan[..Math.Min(_firstError.WrittenCount, FailurePrefix.Length)];
        if (!FailurePrefix.AsSpan().StartsWith(first) || _firstError.WrittenCount > BufferBytes)
        {
            FlushFirstError();
        }
    }

    private void FlushFirstError()
    {
        _mayBeFailure = false;
        if (_firstError.WrittenCount > 0)
        {
            _output(_firstError.WrittenSpan, isError: true);
            _firstError.ResetWrittenCount();
        }
    }

    // The runtime's log has an error only where it failed itself; what became of the command is its exit status.
    private static string? Failure(string log)
    {
        foreach (string line in log.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                using JsonDocument json = JsonDocument.Parse(line);
                if (json.RootElement.GetProperty("level").GetString() == "error")
                {
                    string message = json.RootElement.GetProperty("msg").GetString() ?? "";
                    string prefix = Encoding.ASCII.GetString(FailurePrefix);
                    return message.StartsWith(prefix, StringComparison.Ordinal) ? message[prefix.Length..] : message;
                }
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                return line;
            }
        }

        return null;
    }
}
