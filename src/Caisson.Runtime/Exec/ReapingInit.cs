using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Processes;
using Caisson.Linux.Signals;
using Caisson.Linux.Uapi;
using Caisson.Runtime.Programs;

namespace Caisson.Runtime.Exec;

/// <summary>
/// The small init of a container that wants one: starts the program, passes on the signals that come, reaps whatever is left
/// by others, and ends as the program does.
/// </summary>
public static class ReapingInit
{
    /// <summary>The first argument of an executable that is called as such an init; the program and its arguments follow.</summary>
    public const string Mark = "--";

    private const int NotFoundStatus = 127;
    private const int NotExecutableStatus = 126;

    /// <summary>Runs it.</summary>
    /// <param name="arguments">The program and its arguments.</param>
    /// <returns>The program's exit status, or 128 and the number of the signal that ended it.</returns>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        if (arguments.IsEmpty)
        {
            return NotFoundStatus;
        }

        using SignalFd signals = ForegroundProcess.HoldSignals();
        string[] environment = ReadEnvironment();
        try
        {
            string path = ProgramLookup.Find(arguments[0], environment);
            using SyscallProgram program = new();
            program.Execute(path, arguments.ToArray(), environment);
            using Child child = program.Spawn(CloneFlags.None);
            child.WaitForExec();
            return Wait(child, signals);
        }
        catch (Exception e) when (e is LinuxException or ContainerException)
        {
            StandardStreams.WriteError(e.Message + "\n");
            return e.Message.Contains("not found", StringComparison.Ordinal) || e.Message.Contains("no such file", StringComparison.Ordinal)
                ? NotFoundStatus
                : NotExecutableStatus;
        }
    }

    private static int Wait(Child child, SignalFd signals)
    {
        Span<PollEntry> entries = [new(signals, PollEvents.POLLIN)];
        while (true)
        {
            while (ChildEnd.TryPeek() is { } end)
            {
                end.Reap();
                if (end.ProcessId == child.ProcessId)
                {
                    return end.Status;
                }
            }

            Poll.Wait(entries, Timeout.InfiniteTimeSpan);
            while (signals.TryTake(out ReceivedSignal signal))
            {
                // What the terminal sends goes to the program anyway: it is in the same group.
                if (signal.Signal != Signal.SIGCHLD && !signal.IsFromKernel)
                {
                    child.Handle.Signal((int)signal.Signal);
                }
            }
        }
    }

    private static string[] ReadEnvironment()
    {
        List<string> all = [];
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            all.Add($"{variable.Key}={variable.Value}");
        }

        return [.. all];
    }
}
