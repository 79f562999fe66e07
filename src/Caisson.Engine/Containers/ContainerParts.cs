using Caisson.Engine.Networks;
using Caisson.Engine.State;
using Caisson.Engine.Streams;
using Caisson.Engine.Volumes;
using Caisson.Images.Store;

namespace Caisson.Engine.Containers;

/// <summary>What everything that works on containers works with.</summary>
internal sealed record ContainerParts
{
    /// <summary>How the engine is set up.</summary>
    internal required EngineOptions Options { get; init; }

    /// <summary>The clock.</summary>
    internal required TimeProvider Clock { get; init; }

    /// <summary>What is remembered.</summary>
    internal required StateDatabase State { get; init; }

    /// <summary>The containers.</summary>
    internal required ContainerStore Store { get; init; }

    /// <summary>The images.</summary>
    internal required ImageStore Images { get; init; }

    /// <summary>The volumes.</summary>
    internal required VolumeService Volumes { get; init; }

    /// <summary>The networks.</summary>
    internal required IContainerNetworks Networks { get; init; }

    /// <summary>The walls.</summary>
    internal required SandboxSet Sandboxes { get; init; }

    /// <summary>Clients that wait for a start.</summary>
    internal PendingAttachments Pending { get; } = new();

    /// <summary>Who is told.</summary>
    internal required ContainerEvents Events { get; init; }

    /// <summary>Where containers' files are.</summary>
    internal required ContainerFolders Folders { get; init; }

    /// <summary>What is mounted on the host for containers.</summary>
    internal required HostMounts HostMounts { get; init; }

    /// <summary>What keeps the images of containers.</summary>
    internal required ImageHolds Holds { get; init; }
}
