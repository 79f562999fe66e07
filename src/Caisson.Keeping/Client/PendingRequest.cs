namespace Caisson.Keeping.Client;

/// <summary>A request that has not been answered.</summary>
internal sealed class PendingRequest
{
    private readonly TaskCompletionSource<PendingRequest> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when it has been answered.</summary>
    internal Task<PendingRequest> Answered => _answered.Task;

    /// <summary>The states that were told.</summary>
    internal List<KeptState> States { get; } = [];

    /// <summary>The number of the process that was started.</summary>
    internal int ProcessId { get; private set; }

    /// <summary>When it was.</summary>
    internal DateTimeOffset StartedAt { get; private set; }

    /// <summary>The version that the keeper speaks.</summary>
    internal ushort Version { get; private set; }

    /// <summary>It is done.</summary>
    internal void Complete() => _answered.TrySetResult(this);

    /// <summary>A process has been started.</summary>
    internal void Complete(int processId, DateTimeOffset at)
    {
        ProcessId = processId;
        StartedAt = at;
        Complete();
    }

    /// <summary>The keeper has said its version.</summary>
    internal void Complete(ushort version, int processId)
    {
        Version = version;
        ProcessId = processId;
        Complete();
    }

    /// <summary>It failed.</summary>
    internal void Fail(KeeperException fault) => _answered.TrySetException(fault);
}
