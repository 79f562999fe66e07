using Caisson.Keeping.Streams;

namespace Caisson.Keeping.Server;

/// <summary>A process that the keeper looks after: a container's first, or an exec.</summary>
internal abstract class KeptProcess
{
    /// <summary>The container.</summary>
    internal required string ContainerId { get; init; }

    /// <summary>Its streams.</summary>
    internal required ProcessStreams Streams { get; init; }

    /// <summary>Its number; 0 before it has been started.</summary>
    internal int ProcessId { get; set; }

    /// <summary>When it was started.</summary>
    internal DateTimeOffset StartedAt { get; set; }

    /// <summary>How it ended; null before that.</summary>
    internal KeptEnd? End { get; set; }

    /// <summary>The exec's id; null for a container's first process.</summary>
    internal virtual string? ExecId => null;

    /// <summary>Whether it runs.</summary>
    internal bool IsRunning => ProcessId != 0 && End is null;

    /// <summary>What is told of it.</summary>
    internal KeptState State => new(ContainerId, ExecId, ProcessId, StartedAt, End);
}
