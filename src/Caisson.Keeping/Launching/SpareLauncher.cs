using Caisson.Keeping.Server;
using Caisson.Linux;
using Caisson.Linux.Uapi;

namespace Caisson.Keeping.Launching;

/// <summary>
/// A launcher that has started already when it is needed: who starts one container often starts another soon. After a
/// while without, it is let go.
/// </summary>
internal sealed class SpareLauncher : EventSource, IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);

    private readonly EventLoop _loop;
    private readonly Helper _helper;
    private readonly Patience _patience;
    private Launcher? _spare;

    internal SpareLauncher(EventLoop loop, Helper helper)
    {
        _loop = loop;
        _helper = helper;
        _patience = new Patience(loop, Drop);
    }

    /// <summary>Takes it, or starts one.</summary>
    /// <exception cref="LinuxException">None can be started.</exception>
    internal Launcher Take()
    {
        Launcher? spare = _spare;
        _spare = null;
        return spare is { IsDone: false } ? spare : Launcher.Start(_loop, _helper);
    }

    /// <summary>Sees to the next one, when there is nothing more urgent.</summary>
    internal void Prepare()
    {
        _patience.Begin(Lifetime);
        _loop.Queue(this);
    }

    /// <inheritdoc/>
    internal override void OnEvents(EpollEvents events)
    {
    }

    /// <inheritdoc/>
    internal override void OnTurn()
    {
        try
        {
            _spare = _spare is { IsDone: false } ? _spare : Launcher.Start(_loop, _helper);
        }
        catch (LinuxException)
        {
            // Whoever needs one tries again, and is told why there is none.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Drop();
        _patience.Dispose();
    }

    private void Drop()
    {
        _spare?.Dispose();
        _spare = null;
    }
}
