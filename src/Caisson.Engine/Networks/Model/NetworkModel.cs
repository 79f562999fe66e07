using System.Net;
using Caisson.Engine.Events;
using Caisson.Engine.Networks.Records;
using Caisson.Engine.State;
using Caisson.Network;

namespace Caisson.Engine.Networks.Model;

/// <summary>Networks and the containers in them, as the parts of this folder share them.</summary>
internal sealed class NetworkModel(HostNetwork host, StateDatabase state, EventBus events, EngineOptions options)
{
    /// <summary>The kind of records of networks.</summary>
    internal const string NetworkKind = "network";

    /// <summary>The kind of records of containers' networking.</summary>
    internal const string ContainerKind = "container-network";

    /// <summary>Guards <see cref="Catalog"/> and <see cref="Containers"/>; never held while something is waited for.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>The networks.</summary>
    internal NetworkCatalog Catalog { get; } = new();

    /// <summary>The containers, by their ids.</summary>
    internal Dictionary<string, ActiveContainer> Containers { get; } = new(StringComparer.Ordinal);

    /// <summary>The kernel's part.</summary>
    internal HostNetwork Host => host;

    /// <summary>What is remembered.</summary>
    internal StateDatabase State => state;

    /// <summary>How the engine is set up.</summary>
    internal EngineOptions Options => options;

    /// <summary>A container.</summary>
    /// <exception cref="EngineException">It is not known.</exception>
    internal ActiveContainer Container(string id)
    {
        lock (Gate)
        {
            return Containers.TryGetValue(id, out ActiveContainer? container)
                ? container
                : throw new EngineException(EngineErrorKind.NotFound, $"No such container: {id}");
        }
    }

    /// <summary>A network as clients name it.</summary>
    internal NetworkState Network(string term)
    {
        lock (Gate)
        {
            return Catalog.Find(term);
        }
    }

    /// <summary>The change that remembers a network.</summary>
    internal static StateChange Put(NetworkRecord record) =>
        StateChange.Put(NetworkKind, record.Id, record, NetworkRecordsJson.Default.NetworkRecord);

    /// <summary>Forgets a network.</summary>
    internal static StateChange Remove(NetworkRecord record) => StateChange.Remove(NetworkKind, record.Id);

    /// <summary>The change that remembers a container.</summary>
    internal static StateChange Put(ContainerNetworkRecord record) =>
        StateChange.Put(ContainerKind, record.Id, record, NetworkRecordsJson.Default.ContainerNetworkRecord);

    /// <summary>Tells that something happened to a network.</summary>
    internal void Publish(string action, NetworkRecord network, string? container = null)
    {
        Dictionary<string, string> attributes = new(StringComparer.Ordinal) { ["name"] = network.Name, ["type"] = network.Driver };
        if (container is not null)
        {
            attributes["container"] = container;
        }

        events.Publish("network", action, network.Id, attributes);
    }

    /// <summary>Takes the names of an endpoint in.</summary>
    internal void SetNames(NetworkState network, string endpointId, Settings.EndpointSettings settings)
    {
        if (network.Bridge is null || network.IsDefault)
        {
            return;
        }

        List<IPAddress> addresses = [];
        foreach (string text in (string[])[settings.IpAddress, settings.GlobalIpv6Address])
        {
            if (text.Length > 0)
            {
                addresses.Add(IPAddress.Parse(text));
            }
        }

        host.NameServer.Names.Set(network.Record.Id, network.Record.Name, endpointId, settings.DnsNames ?? [], addresses);
    }
}
