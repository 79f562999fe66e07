using System.Net;
using System.Security.Cryptography;
using Caisson.Engine.Networks.Endpoints;
using Caisson.Engine.Networks.Files;
using Caisson.Engine.Networks.Model;
using Caisson.Engine.Networks.Records;
using Caisson.Engine.Settings;
using Caisson.Engine.State;
using Caisson.Network.Bridges;

namespace Caisson.Engine.Networks;

/// <summary>The networking of containers from their creation to their removal.</summary>
/// <remarks>Thread: any; for one container one call at a time, others wait.</remarks>
public sealed class ContainerNetworks : IContainerNetworks
{
    private const int FullIdLength = 64;
    private const int ShortIdLength = 12;

    private readonly NetworkModel _model;
    private readonly EndpointMaker _endpoints;
    private readonly PortPublisher _ports;
    private readonly ContainerFiles _files;
    private readonly NetworkRestorer _restorer;

    internal ContainerNetworks(NetworkModel model)
    {
        _model = model;
        _ports = new PortPublisher(model);
        _endpoints = new EndpointMaker(model, _ports);
        _files = new ContainerFiles(model);
        _restorer = new NetworkRestorer(model, _endpoints, _ports);
    }

    /// <inheritdoc/>
    public IReadOnlyList<StateChange> Add(ContainerNetworkRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        _ = PortWish.Read(request.Config, request.Host, out _);
        foreach (string extra in request.Host.ExtraHosts ?? [])
        {
            _ = HostsFile.Read(extra, IPAddress.Any.ToString());
        }

        lock (_model.Gate)
        {
            ContainerNetworkRecord record = EndpointRequests.Read(request, _model.Catalog);
            _model.Containers[request.Id] = new ActiveContainer(record);
            return [NetworkModel.Put(record)];
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<StateChange> Remove(string id)
    {
        lock (_model.Gate)
        {
            _model.Containers.Remove(id);
            return [StateChange.Remove(NetworkModel.ContainerKind, id)];
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<StateChange> Rename(string id, string name)
    {
        ActiveContainer container = _model.Container(id);
        lock (_model.Gate)
        {
            ContainerNetworkRecord record = container.Record with { Name = name, Networks = new(StringComparer.Ordinal) };
            foreach ((string networkName, EndpointSettings settings) in container.Record.Networks)
            {
                EndpointSettings renamed = settings.DnsNames is null
                    ? settings
                    : settings with { DnsNames = EndpointPlanner.DnsNames(record, settings) };
                record.Networks[networkName] = renamed;
                if (settings.EndpointId.Length > 0 && _model.Catalog.ByName(networkName) is { } network)
                {
                    _model.SetNames(network, settings.EndpointId, renamed);
                    network.Members[id] = network.Members[id] with { Name = name };
                }
            }

            container.Record = record;
            return [NetworkModel.Put(record)];
        }
    }

    /// <inheritdoc/>
    public async Task<PreparedNetwork> PrepareAsync(ContainerNetworkRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        ActiveContainer container = _model.Container(request.Id);
        await container.Busy.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // What an earlier start may have left behind.
            _endpoints.Release(container);
            if (container.IsGuest)
            {
                return Join(container);
            }

            string? path = await MakeAsync(container, request).ConfigureAwait(false);
            return new PreparedNetwork(
                path,
                ContainerFiles.Hosts(request.Folder),
                ContainerFiles.Hostname(request.Folder),
                ContainerFiles.Resolver(request.Folder),
                [NetworkModel.Put(container.Record)]);
        }
        catch (Exception e) when (NetworkFaults.IsExpected(e))
        {
            throw Failed(e);
        }
        finally
        {
            container.Busy.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StateChange>> ReleaseAsync(string id)
    {
        ActiveContainer? container;
        lock (_model.Gate)
        {
            if (!_model.Containers.TryGetValue(id, out container))
            {
                return [];
            }
        }

        await container.Busy.WaitAsync().ConfigureAwait(false);
        try
        {
            return _endpoints.Release(container) ? [NetworkModel.Put(container.Record)] : [];
        }
        finally
        {
            container.Busy.Release();
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StateChange>> RestoreAsync(IReadOnlySet<string> running, CancellationToken cancellation) =>
        _restorer.RestoreAsync(running, cancellation);

    /// <inheritdoc/>
    public NetworkSettings Describe(string id)
    {
        ContainerNetworkRecord record;
        string path;
        lock (_model.Gate)
        {
            if (!_model.Containers.TryGetValue(id, out ActiveContainer? container))
            {
                return new NetworkSettings();
            }

            record = container.Record;
            path = container.HasNamespace ? _model.Host.Namespaces.PathOf(container.NamespaceName)
                : record.SandboxId.Length > 0 && record.NetworkMode == "host" ? _model.Host.Namespaces.PathOf("default") : "";
        }

        EndpointSettings? plain = record.Networks.GetValueOrDefault(NetworkState.DefaultName);
        return new NetworkSettings
        {
            SandboxId = record.SandboxId,
            SandboxKey = path,
            Ports = new(record.Ports, StringComparer.Ordinal),
            EndpointId = plain?.EndpointId ?? "",
            Gateway = plain?.Gateway ?? "",
            GlobalIpv6Address = plain?.GlobalIpv6Address ?? "",
            GlobalIpv6PrefixLen = plain?.GlobalIpv6PrefixLen ?? 0,
            IpAddress = plain?.IpAddress ?? "",
            IpPrefixLen = plain?.IpPrefixLen ?? 0,
            Ipv6Gateway = plain?.Ipv6Gateway ?? "",
            MacAddress = plain?.MacAddress ?? "",
            Networks = new(record.Networks, StringComparer.Ordinal),
        };
    }

    /// <inheritdoc/>
    public string? NamespacePath(string id)
    {
        ActiveContainer container = _model.Container(id);
        return container.IsGuest
            ? NamespacePath(container.Record.NetworkMode["container:".Length..])
            : container.HasNamespace ? _model.Host.Namespaces.PathOf(container.NamespaceName) : null;
    }

    // The words are dockerd's; what follows them tells what was wrong.
    private static EngineException Failed(Exception e)
    {
        EngineException told = NetworkFaults.Translate(e, "failed to set up container networking");
        return told.Kind == EngineErrorKind.Forbidden ? new EngineException(EngineErrorKind.System, told.Message, e) : told;
    }

    private PreparedNetwork Join(ActiveContainer container)
    {
        string owner = container.Record.NetworkMode["container:".Length..];
        ActiveContainer other = _model.Container(owner);
        if (other.Record.SandboxId.Length == 0 && !other.IsGuest)
        {
            throw new EngineException(
                EngineErrorKind.Conflict, $"cannot join network of a non running container: {owner}");
        }

        string folder = other.Record.Folder;
        return new PreparedNetwork(
            NamespacePath(owner), ContainerFiles.Hosts(folder), ContainerFiles.Hostname(folder), ContainerFiles.Resolver(folder), []);
    }

    private async Task<string?> MakeAsync(ActiveContainer container, ContainerNetworkRequest request)
    {
        List<PortWish> wishes = PortWish.Read(request.Config, request.Host, out List<string> exposed);
        ContainerNetworkRecord record = container.Record with
        {
            SandboxId = RandomNumberGenerator.GetHexString(64, lowercase: true),
            NameServers = _files.NameServers(request.Host),
            LinkNames = LinkNames(container.Record, request.Links),
        };
        lock (_model.Gate)
        {
            container.Record = record;
        }

        try
        {
            if (container.HasNamespace)
            {
                using ContainerNamespace place = await _model.Host.Namespaces.CreateAsync(container.NamespaceName).ConfigureAwait(false);
                await _endpoints.ConnectAllAsync(container, place).ConfigureAwait(false);
                _endpoints.Publish(container, wishes, exposed);
            }
            else
            {
                await _endpoints.ConnectAllAsync(container, null).ConfigureAwait(false);
            }

            _files.Write(request, container.Record, LinkLines(request.Links));
        }
        catch
        {
            _endpoints.Release(container);
            throw;
        }

        return NamespacePath(container.Record.Id);
    }

    // Names that only this container has for others: of the default network's links, and of those in other networks.
    private SortedDictionary<string, string> LinkNames(
        ContainerNetworkRecord record, IReadOnlyList<(string ContainerId, string Alias)> links)
    {
        SortedDictionary<string, string> names = new(StringComparer.Ordinal);
        foreach ((string id, string alias) in links)
        {
            names[alias.ToLowerInvariant()] = NameOf(id);
        }

        foreach (string link in record.Networks.Values.SelectMany(static e => e.Links ?? []))
        {
            string[] parts = link.Split(':', 2);
            string name = parts[0].TrimStart('/');
            names[parts[^1].TrimStart('/').ToLowerInvariant()] = name.Length == FullIdLength ? name[..ShortIdLength] : name;
        }

        return names;
    }

    private string NameOf(string containerId) => _model.Container(containerId).Record.Name;

    // Only in the default network: elsewhere, names are looked up.
    private IEnumerable<(string Address, string Names)> LinkLines(IReadOnlyList<(string ContainerId, string Alias)> links)
    {
        foreach ((string id, string alias) in links)
        {
            ContainerNetworkRecord other = _model.Container(id).Record;
            if (other.Networks.TryGetValue(NetworkState.DefaultName, out EndpointSettings? endpoint) && endpoint.IpAddress.Length > 0)
            {
                string[] names = [alias, other.Hostname, other.Name];
                yield return (endpoint.IpAddress, string.Join(' ', names.Where(static n => n.Length > 0).Distinct()));
            }
        }
    }
}
