using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Processes;

/// <summary>A program run to its end, with something to read and its output caught.</summary>
/// <param name="Status">Its exit status, or 128 and the number of the signal that ended it.</param>
/// <param name="Output">What it wrote to standard output and, if wanted, standard error, up to a limit.</param>
/// <param name="TimedOut">Whether it was killed because its time was up.</param>
public sealed record Subprocess(int Status, string Output, bool TimedOut)
{
    private const int OutputLimitBytes = 64 << 10;
    private const int SIGKILL = 9;

    /// <summary>Runs a program.</summary>
    /// <param name="path">Absolute path of the program.</param>
    /// <param name="arguments">Its arguments, the first its own name.</param>
    /// <param name="environment">Its environment.</param>
    /// <param name="input">What it reads on standard input.</param>
    /// <param name="timeout">How long it may take; null for ever.</param>
    /// <param name="catchErrors">Whether what it writes to standard error is caught too; it is lost if not.</param>
    /// <exception cref="LinuxException">It could not be started.</exception>
    public static Subprocess Run(
        string path,
        IReadOnlyList<string> arguments,
        IReadOnlyList<string> environment,
        ReadOnlySpan<byte> input,
        TimeSpan? timeout = null,
        bool catchErrors = true)
    {
        using MemFd standardInput = MemFd.Create("stdin");
        standardInput.WriteAll(input);
        Files.FileSystem.Rewind(standardInput, "stdin");
        using var output = new Pipe();
        using FileDescriptor? nowhere = catchErrors ? null : Files.FileSystem.Open("/dev/null", OpenFlags.O_WRONLY);
        using var program = new SyscallProgram();
        program.Redirect(standardInput, 0);
        program.Redirect(output.Writer, 1);
        program.Redirect(nowhere ?? output.Writer, 2);
        program.CloseAllBut(3, []);
        program.Execute(path, arguments, environment);
        using Child child = program.Spawn(CloneFlags.None);
        output.Writer.Dispose();
        child.WaitForExec();
        return Collect(child, output.Reader, timeout);
    }

    private static Subprocess Collect(Child child, FileDescriptor output, TimeSpan? timeout)
    {
        TimeProvider clock = TimeProvider.System;
        long start = clock.GetTimestamp();
        byte[] buffer = new byte[OutputLimitBytes];
        int length = 0;
        bool timedOut = false;

        // A grandchild may hold the pipe open for long: the end is the process's own.
        Span<PollEntry> entries = [new(child.Handle, PollEvents.POLLIN), new(output, PollEvents.POLLIN)];
        while (!entries[0].CanRead)
        {
            TimeSpan left = timeout is { } limit ? limit - clock.GetElapsedTime(start) : Timeout.InfiniteTimeSpan;
            if (timeout is not null && left <= TimeSpan.Zero)
            {
                child.Handle.Signal(SIGKILL);
                timedOut = true;
                break;
            }

            Poll.Wait(entries, left);
            if (entries[1].CanRead && !Append(output, buffer, ref length))
            {
                entries[1] = new PollEntry(null, PollEvents.POLLIN);
            }
        }

        int status = child.Handle.WaitForExit();
        while (Poll.WaitReadable(output, TimeSpan.Zero) && Append(output, buffer, ref length))
        {
        }

        return new Subprocess(status, Encoding.UTF8.GetString(buffer, 0, length), timedOut);
    }

    // What is over the limit is read, so that the program can go on, and dropped.
    private static bool Append(FileDescriptor output, byte[] buffer, ref int length)
    {
        Span<byte> spare = stackalloc byte[1 << 10];
        Span<byte> rest = buffer.AsSpan(length);
        int count = output.Read(rest.IsEmpty ? spare : rest);
        length += rest.IsEmpty ? 0 : count;
        return count > 0;
    }
}
