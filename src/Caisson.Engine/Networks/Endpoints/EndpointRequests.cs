using System.Net;
using Caisson.Engine.Networks.Model;
using Caisson.Engine.Networks.Records;
using Caisson.Engine.Settings;
using Caisson.Linux.Netlink;

namespace Caisson.Engine.Networks.Endpoints;

/// <summary>Checks what a container asks for in networks.</summary>
internal static class EndpointRequests
{
    /// <summary>The record of a new container. Under the model's lock.</summary>
    /// <exception cref="EngineException">It cannot be, in Docker's words.</exception>
    internal static ContainerNetworkRecord Read(ContainerNetworkRequest request, NetworkCatalog catalog)
    {
        string mode = request.Config.NetworkDisabled ? "none" : request.Host.NetworkMode is "" or "default" ? NetworkState.DefaultName : request.Host.NetworkMode;
        ContainerNetworkRecord record = new()
        {
            Id = request.Id,
            Name = request.Name,
            Hostname = request.Config.Hostname,
            Folder = request.Folder,
            NetworkMode = mode,
        };
        if (mode.StartsWith("container:", StringComparison.Ordinal))
        {
            return record;
        }

        NetworkState main = Find(catalog, mode);
        record = record with { NetworkMode = main.IsPredefined ? main.Record.Name : mode };
        Dictionary<NetworkState, EndpointSettings> wanted = new() { [main] = new EndpointSettings() };
        foreach ((string name, EndpointSettings? settings) in request.Networking?.EndpointsConfig ?? [])
        {
            NetworkState network = name == "default" ? main : Find(catalog, settings is { NetworkId.Length: > 0 } ? settings.NetworkId : name);
            wanted[network] = settings ?? new EndpointSettings();
        }

        if (wanted.Count > 1 && wanted.Keys.Any(static n => n.Record.Driver is "host" or "null"))
        {
            throw Invalid("conflicting options: cannot attach both user-defined and non-user-defined network-modes");
        }

        if (wanted[main].MacAddress.Length == 0 && request.Config.MacAddress is { Length: > 0 } mac)
        {
            wanted[main] = wanted[main] with { MacAddress = mac };
        }

        foreach ((NetworkState network, EndpointSettings settings) in wanted)
        {
            Add(record, network, settings);
        }

        return record;
    }

    // No "not found": clients take that for the image's, and pull.
    private static NetworkState Find(NetworkCatalog catalog, string term)
    {
        try
        {
            return catalog.Find(term);
        }
        catch (EngineException e) when (e.Kind == EngineErrorKind.NotFound)
        {
            throw new EngineException(EngineErrorKind.InvalidParameter, e.Message, e);
        }
    }

    /// <summary>Adds a network to a record. Under the model's lock.</summary>
    /// <exception cref="EngineException">It cannot be, in Docker's words.</exception>
    internal static void Add(ContainerNetworkRecord record, NetworkState network, EndpointSettings wanted)
    {
        Check(network, wanted);
        string name = network.Record.Name;
        if (wanted.MacAddress.Length > 0)
        {
            record.WantedMacs[name] = wanted.MacAddress;
        }

        record.Networks[name] = EndpointPlanner.Cleared(wanted) with
        {
            NetworkId = network.Record.Id,
            DnsNames = network.Bridge is null || network.IsDefault ? null : EndpointPlanner.DnsNames(record, wanted),
        };
    }

    private static void Check(NetworkState network, EndpointSettings wanted)
    {
        string name = network.Record.Name;
        if (network.Record.ConfigOnly)
        {
            throw new EngineException(EngineErrorKind.Forbidden, $"configuration network \"{name}\" cannot be used to connect containers");
        }

        if (wanted.MacAddress.Length > 0 && !MacAddress.TryParse(wanted.MacAddress, out _))
        {
            throw Invalid($"invalid MAC address: address {wanted.MacAddress}: invalid MAC address");
        }

        if (network.IsPredefined && wanted.Aliases is { Count: > 0 })
        {
            throw Endpoint(name, "network-scoped aliases are only supported for user-defined networks");
        }

        foreach ((string? text, bool isIpv6) in ((string?, bool)[])[(wanted.IpamConfig?.Ipv4Address, false), (wanted.IpamConfig?.Ipv6Address, true)])
        {
            if (text is not null)
            {
                CheckAddress(network, name, text, isIpv6);
            }
        }
    }

    private static void CheckAddress(NetworkState network, string name, string text, bool isIpv6)
    {
        if (!IPAddress.TryParse(text, out IPAddress? address)
            || (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6) != isIpv6)
        {
            throw Endpoint(name, $"invalid IPv{(isIpv6 ? 6 : 4)} address: {text}");
        }

        if (network.IsPredefined)
        {
            throw Endpoint(name, "user specified IP address is supported on user defined networks only");
        }

        if (network.Record.IsSubnetChosen)
        {
            throw Endpoint(name, "user specified IP address is supported only when connecting to networks with user configured subnets");
        }

        if (!network.Subnets.Any(s => s.Contains(address)))
        {
            throw Endpoint(name, $"no configured subnet contains IP address {text}");
        }
    }

    private static EngineException Endpoint(string network, string message) =>
        Invalid($"invalid config for network {network}: invalid endpoint settings:\n{message}");

    private static EngineException Invalid(string message) => new(EngineErrorKind.InvalidParameter, message);
}
