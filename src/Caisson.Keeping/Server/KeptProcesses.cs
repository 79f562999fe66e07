using Caisson.Keeping.Launching;
using Caisson.Keeping.Logs;
using Caisson.Keeping.Protocol;
using Caisson.Keeping.Streams;
using Caisson.Linux;
using Caisson.Linux.Processes;
using Caisson.Linux.Terminals;

namespace Caisson.Keeping.Server;

/// <summary>The processes that are kept, from their start to the moment when their end has been told. Their parent is this
/// process.</summary>
internal sealed class KeptProcesses : ILogCompressor, IDisposable
{
    private readonly EventLoop _loop;
    private readonly Action<KeptProcess> _ended;
    private readonly Action _launched;
    private readonly StreamBuffer _buffer = new();
    private readonly LogBuffer _logBuffer = new();
    private readonly Helper _helper = new();
    private readonly SpareLauncher _spare;
    private readonly ChildWatch _children;
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly Dictionary<string, KeptContainer> _containers = new(StringComparer.Ordinal);
    private readonly Dictionary<int, KeptProcess> _byNumber = [];
    private readonly Dictionary<int, Action> _compressions = [];
    private readonly List<Launcher> _launchers = [];

    /// <summary>Keeps nothing yet.</summary>
    /// <param name="loop">The thread's loop.</param>
    /// <param name="ended">Told of each end.</param>
    /// <param name="launched">Told when a launch has come to its end, whichever.</param>
    /// <param name="endWanted">Told when somebody wants this process to end.</param>
    internal KeptProcesses(EventLoop loop, Action<KeptProcess> ended, Action launched, Action endWanted)
    {
        _loop = loop;
        _ended = ended;
        _launched = launched;
        _spare = new SpareLauncher(loop, _helper);
        _children = new ChildWatch(loop, OnChildrenEnded, endWanted);
    }

    /// <summary>The containers by their ids, those that are being started among them.</summary>
    internal IReadOnlyDictionary<string, KeptContainer> Containers => _containers;

    /// <summary>Whether there is nothing to keep.</summary>
    internal bool IsIdle => _containers.Count == 0 && _launchers.Count == 0;

    /// <summary>Whether something is being started.</summary>
    internal bool IsLaunching => _launchers.Count > 0;

    /// <summary>Adds a container that is about to be started.</summary>
    internal void Add(KeptContainer container) => _containers.Add(container.ContainerId, container);

    /// <summary>Forgets a container.</summary>
    internal void Remove(string id) => _containers.Remove(id);

    /// <summary>Streams for a process.</summary>
    /// <param name="settings">What they are.</param>
    /// <param name="log">Where output is written down; null for nowhere.</param>
    /// <exception cref="LinuxException">The log cannot be opened.</exception>
    internal ProcessStreams MakeStreams(StreamSettings settings, LogWish? log) => new(
        _loop, _buffer, settings, log is null ? null : OutputLog.Open(log, _logBuffer, this), _clock);

    /// <inheritdoc/>
    public void Begin(string path, Action done)
    {
        try
        {
            _compressions[_helper.StartCompression(path)] = done;
        }
        catch (LinuxException)
        {
            done();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _children.Dispose();
        _spare.Dispose();
        _helper.Dispose();
    }

    /// <summary>Has a process started.</summary>
    /// <param name="process">The process, which the keeper knows already.</param>
    /// <param name="job">What the launcher is to do.</param>
    /// <param name="settings">What its streams are.</param>
    /// <param name="done">Takes the result, also where nothing could be begun.</param>
    internal void Launch(KeptProcess process, LaunchJob job, StreamSettings settings, Action<LaunchResult> done)
    {
        Launcher? launcher = null;
        try
        {
            using var pipes = new StandardPipes(settings, _helper.Nowhere);
            launcher = _spare.Take();
            _launchers.Add(launcher);
            launcher.Give(job, pipes.Input, pipes.Output, pipes.Errors, result =>
            {
                _launchers.Remove(launcher);
                OnLaunched(process, result, done);
                _spare.Prepare();
            });
            pipes.Keep(process.Streams);
        }
        catch (LinuxException e)
        {
            if (launcher is not null)
            {
                _launchers.Remove(launcher);
                launcher.Dispose();
            }

            OnLaunched(process, new LaunchResult { Failure = e.Message }, done);
        }
    }

    private void OnLaunched(KeptProcess process, LaunchResult result, Action<LaunchResult> done)
    {
        using (result)
        {
            if (result.Failure is not null)
            {
                process.Streams.Release();
                done(result);
                _launched();
                return;
            }

            process.ProcessId = result.ProcessId;
            process.StartedAt = _clock.GetUtcNow();
            _byNumber[result.ProcessId] = process;
            if (result.Terminal is { } terminal)
            {
                process.Streams.Use(new TerminalMaster(terminal.Release()));
            }

            done(result);
            _launched();
        }
    }

    // A process whose launcher has not been heard yet is looked for once more after it has: it tells before it ends, and
    // only then is its child this process's.
    private void OnChildrenEnded()
    {
        while (ChildEnd.TryPeek() is { } child)
        {
            if (!_byNumber.ContainsKey(child.ProcessId))
            {
                for (int i = _launchers.Count - 1; i >= 0; i--)
                {
                    _launchers[i].Take();
                }
            }

            bool isKept = _byNumber.Remove(child.ProcessId, out KeptProcess? process);
            child.Reap();
            if (isKept)
            {
                OnEnded(process!, child.Status);
            }
            else if (_compressions.Remove(child.ProcessId, out Action? done))
            {
                done();
            }
        }
    }

    private void OnEnded(KeptProcess process, int status)
    {
        bool isOutOfMemory = process is KeptContainer container && container.EndRest();
        process.Streams.Finish(othersMayWrite: process is KeptExec);
        process.End = new KeptEnd(process.ContainerId, process.ExecId, status, isOutOfMemory, _clock.GetUtcNow());
        _ended(process);
    }
}
