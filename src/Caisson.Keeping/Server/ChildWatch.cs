using Caisson.Linux.Signals;
using Caisson.Linux.Uapi;

namespace Caisson.Keeping.Server;

/// <summary>Tells that children have ended, and that somebody wants this process to end.</summary>
internal sealed class ChildWatch : EventSource, IDisposable
{
    private readonly SignalFd _signals;
    private readonly Action _ended;
    private readonly Action _endWanted;

    /// <summary>Watches from now on; signals are held back in the whole process.</summary>
    /// <param name="loop">The thread's loop.</param>
    /// <param name="ended">Children have ended.</param>
    /// <param name="endWanted">This process is to end.</param>
    internal ChildWatch(EventLoop loop, Action ended, Action endWanted)
    {
        SignalSet signals = SignalSet.Of(Signal.SIGCHLD, Signal.SIGTERM);
        ProcessSignals.BlockEverywhere(signals);
        _signals = new SignalFd(signals);
        _ended = ended;
        _endWanted = endWanted;
        loop.Add(this, _signals, EpollEvents.EPOLLIN);
    }

    /// <inheritdoc/>
    internal override void OnEvents(EpollEvents events)
    {
        bool isEndWanted = false;
        while (_signals.TryTake(out ReceivedSignal signal))
        {
            isEndWanted |= signal.Signal == Signal.SIGTERM;
        }

        _ended();
        if (isEndWanted)
        {
            _endWanted();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _signals.Dispose();
}
