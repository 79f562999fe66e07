using Caisson.Linux.Descriptors;
using Caisson.Linux.Signals;
using Caisson.Linux.Terminals;
using Caisson.Linux.Uapi;

namespace Caisson.Runtime.Exec;

/// <summary>A process that the runtime stays in front of: passes signals on, relays its terminal, waits for its end.</summary>
/// <param name="process">The process, a child of the runtime.</param>
/// <param name="processId">Its number.</param>
/// <param name="terminal">Its terminal's master, or null.</param>
internal sealed class ForegroundProcess(PidFd process, int processId, TerminalMaster? terminal)
{
    /// <summary>Waits for the process's end.</summary>
    /// <param name="signals">Signals to pass on, held back since before the process was started.</param>
    /// <returns>Its exit status, or 128 and the number of the signal that ended it.</returns>
    internal int Wait(SignalFd signals)
    {
        if (terminal is null)
        {
            Forward(signals);
        }
        else
        {
            Relay(terminal, signals);
        }

        return process.WaitForExit();
    }

    /// <summary>Holds back all signals that can be passed on, from now until the runtime ends; a child starts with none held back.</summary>
    internal static SignalFd HoldSignals()
    {
        ProcessSignals.BlockEverywhere(SignalSet.Forwardable);
        return new SignalFd(SignalSet.Forwardable);
    }

    private void Forward(SignalFd signals)
    {
        Span<PollEntry> entries = [new(process, PollEvents.POLLIN), new(signals, PollEvents.POLLIN)];
        while (!entries[0].CanRead)
        {
            Poll.Wait(entries, Timeout.InfiniteTimeSpan);
            while (entries[1].CanRead && signals.TryTake(out ReceivedSignal signal))
            {
                Pass(signal);
            }
        }
    }

    private void Relay(TerminalMaster master, SignalFd signals)
    {
        using var input = new Terminal(0, ownsHandle: false);
        using var output = new FileDescriptor(1, ownsHandle: false);
        bool isTerminal = Terminal.IsTerminal(input);
        using RawMode? raw = isTerminal ? input.EnterRawMode() : null;
        new TerminalRelay(master, input, output)
        {
            SizeSource = isTerminal ? input : null,
            Signals = signals,
            OnSignal = Pass,
            Until = process,
        }.Run();
    }

    private void Pass(ReceivedSignal signal)
    {
        // SIGCHLD says that a child of the runtime has ended; SIGURG is nobody's business.
        if (signal.Signal is not (Signal.SIGCHLD or Signal.SIGURG) && signal.ProcessId != processId)
        {
            process.Signal((int)signal.Signal);
        }
    }
}
