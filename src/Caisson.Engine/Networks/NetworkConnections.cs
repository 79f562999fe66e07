using Caisson.Engine.Networks.Endpoints;
using Caisson.Engine.Networks.Files;
using Caisson.Engine.Networks.Model;
using Caisson.Engine.Networks.Records;
using Caisson.Engine.Settings;
using Caisson.Network.Bridges;

namespace Caisson.Engine.Networks;

/// <summary>Connects containers to networks and disconnects them, whether they run or not.</summary>
internal sealed class NetworkConnections(NetworkModel model)
{
    private readonly EndpointMaker _endpoints = new(model, new PortPublisher(model));

    internal async Task ConnectAsync(string term, string containerId, EndpointSettings settings)
    {
        ActiveContainer container = model.Container(containerId);
        NetworkState network = model.Network(term);
        await container.Busy.WaitAsync().ConfigureAwait(false);
        try
        {
            CheckConnect(container, network);
            string name = network.Record.Name;
            ContainerNetworkRecord before = container.Record;
            lock (model.Gate)
            {
                ContainerNetworkRecord record = before with
                {
                    Networks = new(before.Networks, StringComparer.Ordinal),
                    WantedMacs = new(before.WantedMacs, StringComparer.Ordinal),
                };
                EndpointRequests.Add(record, network, settings);
                container.Record = record;
            }

            try
            {
                if (container.HasNamespace)
                {
                    await ConnectRunningAsync(container, name).ConfigureAwait(false);
                }

                await model.State.WriteAsync(NetworkModel.Put(container.Record)).ConfigureAwait(false);
            }
            catch
            {
                Restore(container, before, name);
                throw;
            }
        }
        catch (Exception e) when (NetworkFaults.IsExpected(e))
        {
            throw NetworkFaults.Translate(e, "");
        }
        finally
        {
            container.Busy.Release();
        }
    }

    internal async Task DisconnectAsync(string term, string containerId)
    {
        ActiveContainer container = model.Container(containerId);
        NetworkState network = model.Network(term);
        await container.Busy.WaitAsync().ConfigureAwait(false);
        try
        {
            string name = network.Record.Name;
            if (network.Record.Driver == "host")
            {
                throw new EngineException(
                    EngineErrorKind.Conflict, "container cannot be disconnected from host network or connected to host network");
            }

            if (!container.Record.Networks.TryGetValue(name, out EndpointSettings? settings))
            {
                throw new EngineException(EngineErrorKind.System, $"container {containerId} is not connected to network {name}");
            }

            if (container.HasNamespace)
            {
                await DisconnectRunningAsync(container, name, settings).ConfigureAwait(false);
            }

            lock (model.Gate)
            {
                ContainerNetworkRecord record = container.Record with
                {
                    Networks = new(container.Record.Networks, StringComparer.Ordinal),
                    WantedMacs = new(container.Record.WantedMacs, StringComparer.Ordinal),
                };
                record.Networks.Remove(name);
                record.WantedMacs.Remove(name);
                container.Record = record;
            }

            await model.State.WriteAsync(NetworkModel.Put(container.Record)).ConfigureAwait(false);
        }
        catch (Exception e) when (NetworkFaults.IsExpected(e))
        {
            throw NetworkFaults.Translate(e, "");
        }
        finally
        {
            container.Busy.Release();
        }
    }

    private static void CheckConnect(ActiveContainer container, NetworkState network)
    {
        ContainerNetworkRecord record = container.Record;
        if (record.NetworkMode == "host" || network.Record.Driver == "host")
        {
            throw new EngineException(
                EngineErrorKind.Conflict, "container cannot be disconnected from host network or connected to host network");
        }

        if (container.IsGuest)
        {
            throw new EngineException(
                EngineErrorKind.Conflict, "container sharing network namespace with another container or host cannot be connected to any other network");
        }

        if (record.Networks.ContainsKey("none") || (network.Record.Driver == "null" && record.Networks.Count > 0))
        {
            throw new EngineException(
                EngineErrorKind.Conflict, "container cannot be connected to multiple networks with one of the networks in private (none) mode");
        }

        if (container.HasNamespace && record.Networks.ContainsKey(network.Record.Name))
        {
            throw new EngineException(
                EngineErrorKind.Forbidden, $"endpoint with name {record.Name} already exists in network {network.Record.Name}");
        }
    }

    private async Task ConnectRunningAsync(ActiveContainer container, string name)
    {
        bool hadNames = container.Names is not null;
        using ContainerNamespace place = await model.Host.Namespaces.OpenAsync(container.NamespaceName).ConfigureAwait(false);
        await _endpoints.ConnectAsync(container, place, name).ConfigureAwait(false);
        EndpointSettings settings = container.Record.Networks[name];
        ContainerFiles.AddAddresses(container.Record, Addresses(settings));
        if (!hadNames && container.Names is not null)
        {
            ContainerFiles.UseNameServer(container.Record);
        }
    }

    private async Task DisconnectRunningAsync(ActiveContainer container, string name, EndpointSettings settings)
    {
        using ContainerNamespace place = await model.Host.Namespaces.OpenAsync(container.NamespaceName).ConfigureAwait(false);
        await _endpoints.DisconnectAsync(container, place, name).ConfigureAwait(false);
        ContainerFiles.RemoveAddresses(container.Record, [.. Addresses(settings)]);
    }

    private void Restore(ActiveContainer container, ContainerNetworkRecord before, string name)
    {
        _endpoints.Unmake(container, name);
        lock (model.Gate)
        {
            container.Record = before;
        }
    }

    private static IEnumerable<string> Addresses(EndpointSettings settings) =>
        ((string[])[settings.IpAddress, settings.GlobalIpv6Address]).Where(static a => a.Length > 0);
}
