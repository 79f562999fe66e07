using Caisson.Engine.Networks.Records;
using Caisson.Network.Firewall;
using Caisson.Network.Names;
using Caisson.Network.Ports;

namespace Caisson.Engine.Networks.Model;

/// <summary>A container: what is remembered of its networking, and what this process does for it.</summary>
/// <remarks>Thread: the fields under the model's lock.</remarks>
internal sealed class ActiveContainer(ContainerNetworkRecord record)
{
    /// <summary>What is remembered; it is replaced, never changed, by who holds <see cref="Busy"/>.</summary>
    internal ContainerNetworkRecord Record { get; set; } = record;

    /// <summary>Held by whoever connects it or takes it down.</summary>
    internal SemaphoreSlim Busy { get; } = new(1, 1);

    /// <summary>Its name server, in user-defined networks.</summary>
    internal NameService? Names { get; set; }

    /// <summary>The ports of the host that it has.</summary>
    internal List<PortReservation> Reservations { get; } = [];

    /// <summary>The rules for them.</summary>
    internal List<PublishedPort> Published { get; } = [];

    /// <summary>The endpoint that they lead through; empty where there is none.</summary>
    internal string PublishedThrough { get; set; } = "";

    /// <summary>Whether it has a network namespace of its own.</summary>
    internal bool HasNamespace => Record.SandboxId.Length > 0 && Record.NetworkMode != "host" && !IsGuest;

    /// <summary>Whether it is in another container's network.</summary>
    internal bool IsGuest => Record.NetworkMode.StartsWith("container:", StringComparison.Ordinal);

    /// <summary>What its namespace is called.</summary>
    internal string NamespaceName => Record.SandboxId[..12];
}
