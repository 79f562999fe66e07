using System.Net;
using Caisson.Engine.Networks.Endpoints;
using Caisson.Engine.Networks.Records;
using Caisson.Engine.Settings;
using Caisson.Engine.State;
using Caisson.Network.Bridges;

namespace Caisson.Engine.Networks.Model;

/// <summary>Puts the kernel right after a start of the engine: what is remembered may be there, or not.</summary>
internal sealed class NetworkRestorer(NetworkModel model, EndpointMaker endpoints, PortPublisher ports)
{
    /// <summary>Makes all that belongs to networks and running containers, and takes down all else.</summary>
    /// <param name="running">The containers that run.</param>
    /// <param name="cancellation">Ends the wait.</param>
    internal async Task<IReadOnlyList<StateChange>> RestoreAsync(IReadOnlySet<string> running, CancellationToken cancellation)
    {
        NetworkState[] networks;
        ActiveContainer[] containers;
        lock (model.Gate)
        {
            networks = [.. model.Catalog.All];
            containers = [.. model.Containers.Values];
        }

        foreach (NetworkState network in networks)
        {
            Ensure(network);
        }

        List<StateChange> changes = [];
        List<ActiveContainer> kept = [];
        foreach (ActiveContainer container in containers)
        {
            cancellation.ThrowIfCancellationRequested();
            if (container.Record.SandboxId.Length == 0)
            {
                continue;
            }

            if (running.Contains(container.Record.Id))
            {
                Readmit(container);
                kept.Add(container);
            }
            else if (endpoints.Release(container))
            {
                changes.Add(NetworkModel.Put(container.Record));
            }
        }

        model.Host.Firewall.Rebuild(networks.Select(static n => n.Bridge).OfType<BridgeNetwork>(), kept.SelectMany(static c => c.Published));
        foreach (ActiveContainer container in kept)
        {
            await ServeNamesAsync(container).ConfigureAwait(false);
        }

        RemoveStrays(networks, kept);
        return changes;
    }

    // One network that cannot be made, because its bridge's name is another link's by now, must not keep all others away.
    private void Ensure(NetworkState network)
    {
        try
        {
            if (network.Bridge is { } bridge)
            {
                model.Host.Links.EnsureBridge(bridge);
            }
        }
        catch (Exception e) when (!network.IsDefault && NetworkFaults.IsExpected(e))
        {
            // A container that wants to start in it is told.
        }
    }

    private static void Retake(NetworkState network, string address)
    {
        try
        {
            network.Retake(IPAddress.Parse(address));
        }
        catch (Caisson.Network.NetworkException)
        {
            // Two with the same address: both run, and each gives it back.
        }
    }

    private void Readmit(ActiveContainer container)
    {
        ContainerNetworkRecord record = container.Record;
        lock (model.Gate)
        {
            foreach ((string name, EndpointSettings settings) in record.Networks)
            {
                if (settings.EndpointId.Length == 0 || model.Catalog.ByName(name) is not { } network)
                {
                    continue;
                }

                foreach (string address in (string[])[settings.IpAddress, settings.GlobalIpv6Address])
                {
                    if (address.Length > 0)
                    {
                        Retake(network, address);
                    }
                }

                network.Members[record.Id] = EndpointMaker.Member(record, settings);
                model.SetNames(network, settings.EndpointId, settings);
            }
        }

        foreach ((string name, EndpointLinks links) in record.Links)
        {
            EnsurePort(name, links.Host);
        }

        ports.Hold(container);
    }

    private void EnsurePort(string networkName, string link)
    {
        BridgeNetwork? bridge;
        lock (model.Gate)
        {
            bridge = model.Catalog.ByName(networkName)?.Bridge;
        }

        try
        {
            if (bridge is not null)
            {
                model.Host.Links.EnsurePort(bridge, link);
            }
        }
        catch (Exception e) when (NetworkFaults.IsExpected(e))
        {
            // Its bridge could not be made: the container is cut off from this network, and keeps its others.
        }
    }

    private async Task ServeNamesAsync(ActiveContainer container)
    {
        if (!container.HasNamespace)
        {
            return;
        }

        try
        {
            using ContainerNamespace place = await model.Host.Namespaces.OpenAsync(container.NamespaceName).ConfigureAwait(false);
            await endpoints.SettleAsync(container, place).ConfigureAwait(false);
        }
        catch (Exception e) when (NetworkFaults.IsExpected(e))
        {
            // Its namespace has been taken away behind our back: the container goes on as it is.
        }
    }

    private void RemoveStrays(NetworkState[] networks, List<ActiveContainer> kept)
    {
        HashSet<string> namespaces = [.. kept.Where(static c => c.HasNamespace).Select(static c => c.NamespaceName)];
        foreach (string name in model.Host.Namespaces.List().Where(n => !namespaces.Contains(n)).ToArray())
        {
            model.Host.Namespaces.Remove(name);
        }

        HashSet<string> links = [.. kept.SelectMany(static c => c.Record.Links.Values).Select(static l => l.Host)];
        foreach (BridgeNetwork bridge in networks.Select(static n => n.Bridge).OfType<BridgeNetwork>())
        {
            foreach (string port in model.Host.Links.PortsOf(bridge.Bridge).Where(p => p.StartsWith("veth", StringComparison.Ordinal) && !links.Contains(p)))
            {
                model.Host.Links.DeleteLink(port);
            }
        }
    }
}
