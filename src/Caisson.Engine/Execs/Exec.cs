namespace Caisson.Engine.Execs;

/// <summary>One more program of a container: asked for, running or ended. Thread: any.</summary>
public sealed class Exec
{
    private readonly TaskCompletionSource<int> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isStarted;

    internal Exec(string id, string containerId, ExecSettings settings)
    {
        Id = id;
        ContainerId = containerId;
        Settings = settings;
    }

    /// <summary>Its id, 64 hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>The container.</summary>
    public string ContainerId { get; }

    /// <summary>What was asked for.</summary>
    public ExecSettings Settings { get; }

    /// <summary>The number of its process in the host's PID namespace; 0 before it was started.</summary>
    public int Pid { get; private set; }

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => IsStarted && !_ended.Task.IsCompleted;

    /// <summary>How it ended; null before that.</summary>
    public int? ExitCode => _ended.Task.IsCompleted ? _ended.Task.Result : null;

    /// <summary>Completes with its exit code when it has ended, or could not be started.</summary>
    public Task<int> Ended => _ended.Task;

    /// <summary>Completes when its program is being executed, or will never be.</summary>
    internal Task Begun => _begun.Task;

    /// <summary>When it ended; null before that.</summary>
    internal DateTimeOffset? EndedAt { get; private set; }

    internal bool IsStarted => Volatile.Read(ref _isStarted) != 0;

    /// <summary>Claims the start; only one may.</summary>
    internal bool TryBegin() => Interlocked.Exchange(ref _isStarted, 1) == 0;

    /// <summary>It could not be begun after all; it may be tried again.</summary>
    internal void Unbegin() => Volatile.Write(ref _isStarted, 0);

    internal void SetPid(int pid)
    {
        Pid = pid;
        _begun.TrySetResult();
    }

    internal bool TryEnd(int exitCode, DateTimeOffset at)
    {
        EndedAt ??= at;
        bool isFirst = _ended.TrySetResult(exitCode);
        _begun.TrySetResult();
        return isFirst;
    }
}
