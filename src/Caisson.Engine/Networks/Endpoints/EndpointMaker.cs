using System.Net;
using Caisson.Engine.Networks.Files;
using Caisson.Engine.Networks.Model;
using Caisson.Engine.Networks.Records;
using Caisson.Engine.Settings;
using Caisson.Network;
using Caisson.Network.Bridges;
using Caisson.Network.Names;

namespace Caisson.Engine.Networks.Endpoints;

/// <summary>Makes the endpoints of containers, and takes them down. Whoever calls holds the container.</summary>
internal sealed class EndpointMaker(NetworkModel model, PortPublisher ports)
{
    /// <summary>Connects a container that starts to all of its networks.</summary>
    /// <param name="container">The container.</param>
    /// <param name="place">Its namespace; null for the host's.</param>
    internal async Task ConnectAllAsync(ActiveContainer container, ContainerNamespace? place)
    {
        string mode = container.Record.NetworkMode;
        HashSet<string> usedLinks = new(StringComparer.Ordinal) { "lo" };

        // The network that it was made for has the first link.
        foreach (string name in container.Record.Networks.Keys.OrderBy(n => IsMain(n, mode) ? 0 : 1).ThenBy(static n => n, StringComparer.Ordinal))
        {
            await MakeAsync(container, place, name, usedLinks).ConfigureAwait(false);
        }

        await SettleAsync(container, place).ConfigureAwait(false);
    }

    /// <summary>Connects a running container to one more network, which is in its record already.</summary>
    internal async Task ConnectAsync(ActiveContainer container, ContainerNamespace place, string networkName)
    {
        HashSet<string> usedLinks = new(HostLinks.LinksOf(place), StringComparer.Ordinal);
        await MakeAsync(container, place, networkName, usedLinks).ConfigureAwait(false);
        try
        {
            await SettleAsync(container, place).ConfigureAwait(false);
            ports.Follow(container);
        }
        catch
        {
            Unmake(container, networkName);
            throw;
        }
    }

    /// <summary>Disconnects a running container from a network.</summary>
    internal async Task DisconnectAsync(ActiveContainer container, ContainerNamespace place, string networkName)
    {
        Unmake(container, networkName);
        await SettleAsync(container, place).ConfigureAwait(false);
        ports.Follow(container);
    }

    /// <summary>Publishes the ports of a container that starts.</summary>
    internal void Publish(ActiveContainer container, List<PortWish> wishes, List<string> exposed)
    {
        ContainerNetworkRecord record = container.Record;
        SortedDictionary<string, IReadOnlyList<PortBinding>?> shown = new(StringComparer.Ordinal);
        string? way = PortPublisher.WayOut(record);
        if (way is not null && wishes.Count > 0)
        {
            EndpointSettings endpoint = record.Networks[way];
            try
            {
                shown = ports.Publish(container, wishes, model.Network(record.Networks[way].NetworkId), endpoint);
            }
            catch (NetworkException e)
            {
                throw new NetworkException(
                    e.Fault,
                    $"driver failed programming external connectivity on endpoint {record.Name} ({endpoint.EndpointId}): {e.Message}",
                    e);
            }
        }

        foreach (string key in exposed)
        {
            shown.TryAdd(key, null);
        }

        lock (model.Gate)
        {
            container.Record = container.Record with { Ports = shown };
        }
    }

    /// <summary>Takes down all that a container has.</summary>
    /// <returns>Whether there was anything.</returns>
    internal bool Release(ActiveContainer container)
    {
        if (container.Record.SandboxId.Length == 0)
        {
            return false;
        }

        ports.Withdraw(container);
        container.Names?.Dispose();
        container.Names = null;
        foreach (string name in container.Record.Networks.Keys.ToArray())
        {
            Unmake(container, name, goesWithNamespace: true);
        }

        if (container.HasNamespace)
        {
            model.Host.Namespaces.Remove(container.NamespaceName);
        }

        lock (model.Gate)
        {
            container.Record = container.Record with { SandboxId = "", Ports = new(StringComparer.Ordinal), Links = new(StringComparer.Ordinal) };
        }

        return true;
    }

    /// <summary>Brings default routes and names in line with the networks that a container has.</summary>
    internal async Task SettleAsync(ActiveContainer container, ContainerNamespace? place)
    {
        if (place is null)
        {
            return;
        }

        ContainerNetworkRecord record = container.Record;
        HostLinks.SetDefaultRoutes(place, EndpointPlanner.DefaultRoutes(record.Networks, record.Links));
        ResolverSettings? resolver = Resolver(record);
        if (resolver is null)
        {
            container.Names?.Dispose();
            container.Names = null;
        }
        else if (container.Names is { } service)
        {
            service.Settings = resolver;
        }
        else
        {
            container.Names = await model.Host.NameServer.ServeAsync(place, resolver).ConfigureAwait(false);
        }
    }

    /// <summary>Removes an endpoint from the kernel and from the model.</summary>
    /// <param name="container">The container.</param>
    /// <param name="networkName">The network.</param>
    /// <param name="goesWithNamespace">Whether the container's namespace is about to end, and its links with it.</param>
    internal void Unmake(ActiveContainer container, string networkName, bool goesWithNamespace = false)
    {
        EndpointLinks? links;
        lock (model.Gate)
        {
            ContainerNetworkRecord record = container.Record;
            if (!record.Networks.TryGetValue(networkName, out EndpointSettings? settings) || settings.EndpointId.Length == 0)
            {
                return;
            }

            links = record.Links.GetValueOrDefault(networkName);
        }

        if (links is not null && goesWithNamespace)
        {
            model.Host.Links.CutOff(links.Host);
        }
        else if (links is not null)
        {
            model.Host.Links.DeleteLink(links.Host);
        }

        NetworkState? network;
        lock (model.Gate)
        {
            network = Forget(container, networkName);
        }

        if (network is not null)
        {
            model.Publish("disconnect", network.Record, container.Record.Id);
        }
    }

    private static bool IsMain(string networkName, string mode) => networkName == mode;

    private async Task MakeAsync(ActiveContainer container, ContainerNamespace? place, string networkName, HashSet<string> usedLinks)
    {
        EndpointPlan plan;
        lock (model.Gate)
        {
            NetworkState network = model.Catalog.ByName(networkName)
                ?? throw new EngineException(EngineErrorKind.NotFound, $"network {networkName} not found");
            plan = EndpointPlanner.Plan(network, container.Record, container.Record.Networks[networkName], usedLinks);
            network.Joining++;
        }

        try
        {
            if (plan.Endpoint is { } endpoint && place is not null)
            {
                await model.Host.Links.ConnectAsync(plan.Network.Bridge!, place, endpoint, model.Host.Namespaces).ConfigureAwait(false);
            }

            lock (model.Gate)
            {
                Remember(container, plan);
            }
        }
        catch
        {
            lock (model.Gate)
            {
                foreach (IPAddress address in plan.Addresses)
                {
                    plan.Network.Release(address);
                }
            }

            throw;
        }
        finally
        {
            lock (model.Gate)
            {
                plan.Network.Joining--;
            }
        }

        model.Publish("connect", plan.Network.Record, container.Record.Id);
    }

    private void Remember(ActiveContainer container, EndpointPlan plan)
    {
        ContainerNetworkRecord record = container.Record;
        string name = plan.Network.Record.Name;
        SortedDictionary<string, EndpointLinks> links = new(record.Links, StringComparer.Ordinal);
        if (plan.Endpoint is { } endpoint)
        {
            links[name] = new EndpointLinks { Host = endpoint.HostLink, Container = endpoint.Link };
        }

        container.Record = record with
        {
            Networks = new(record.Networks, StringComparer.Ordinal) { [name] = plan.Settings },
            Links = links,
        };
        plan.Network.Members[record.Id] = Member(record, plan.Settings);
        model.SetNames(plan.Network, plan.Settings.EndpointId, plan.Settings);
    }

    private NetworkState? Forget(ActiveContainer container, string networkName)
    {
        ContainerNetworkRecord record = container.Record;
        EndpointSettings settings = record.Networks[networkName];
        NetworkState? network = model.Catalog.ByName(networkName);
        if (network is not null)
        {
            foreach (string address in (string[])[settings.IpAddress, settings.GlobalIpv6Address])
            {
                if (address.Length > 0)
                {
                    network.Release(IPAddress.Parse(address));
                }
            }

            network.Members.Remove(record.Id);
            model.Host.NameServer.Names.Remove(network.Record.Id, settings.EndpointId);
        }

        SortedDictionary<string, EndpointLinks> links = new(record.Links, StringComparer.Ordinal);
        links.Remove(networkName);
        container.Record = record with
        {
            Networks = new(record.Networks, StringComparer.Ordinal)
            {
                [networkName] = EndpointPlanner.Cleared(settings) with { MacAddress = record.WantedMacs.GetValueOrDefault(networkName, "") },
            },
            Links = links,
        };
        return network;
    }

    /// <summary>How a network shows a container.</summary>
    internal static NetworkMember Member(ContainerNetworkRecord record, EndpointSettings settings) => new(
        record.Id,
        record.Name,
        settings.EndpointId,
        settings.MacAddress,
        settings.IpAddress.Length > 0 ? $"{settings.IpAddress}/{settings.IpPrefixLen}" : "",
        settings.GlobalIpv6Address.Length > 0 ? $"{settings.GlobalIpv6Address}/{settings.GlobalIpv6PrefixLen}" : "");

    // Null where names are not looked up: in the default network.
    private ResolverSettings? Resolver(ContainerNetworkRecord record)
    {
        List<string> networks = [];
        bool hasWayOut = false;
        lock (model.Gate)
        {
            foreach ((string name, EndpointSettings settings) in record.Networks.OrderByDescending(static n => n.Value.GwPriority))
            {
                if (settings.EndpointId.Length > 0 && model.Catalog.ByName(name) is { Bridge: not null } network)
                {
                    hasWayOut |= !network.Record.Internal;
                    if (!network.IsDefault)
                    {
                        networks.Add(network.Record.Id);
                    }
                }
            }
        }

        return networks.Count == 0 ? null : new ResolverSettings
        {
            Networks = networks,
            Links = record.LinkNames,
            Upstreams = hasWayOut ? Upstreams(record) : [],
        };
    }

    private static List<UpstreamServer> Upstreams(ContainerNetworkRecord record)
    {
        const int DnsPort = 53;
        bool isOwn = record.NameServers is not null;
        List<UpstreamServer> upstreams = [];
        foreach (string server in record.NameServers ?? ResolverFile.ReadHost().Servers)
        {
            if (IPAddress.TryParse(server, out IPAddress? address))
            {
                upstreams.Add(new UpstreamServer(new IPEndPoint(address, DnsPort), isOwn));
            }
        }

        return upstreams;
    }
}
