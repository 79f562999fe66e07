using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Caisson.Engine.Networks.Records;
using Caisson.Linux.Netlink;
using Caisson.Network;
using Caisson.Network.Addressing;

namespace Caisson.Engine.Networks.Model;

/// <summary>Turns what somebody asks for into a network: checks it, and chooses what was left open.</summary>
internal sealed class NetworkPlanner(EngineOptions options, TimeProvider clock)
{
    private const int MaxNameLength = 255;

    /// <summary>The network.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="catalog">What there is.</param>
    /// <param name="occupied">The networks that the host has routes to.</param>
    /// <exception cref="EngineException">It cannot be, in Docker's words.</exception>
    internal NetworkRecord Plan(NetworkCreateRequest request, NetworkCatalog catalog, IReadOnlyCollection<IPNetwork> occupied)
    {
        CheckName(request.Name, catalog);
        string driver = request.Driver.Length == 0 ? "bridge" : request.Driver;
        CheckDriver(driver, request);
        NetworkRecord record = new()
        {
            Name = request.Name,
            Id = RandomNumberGenerator.GetHexString(64, lowercase: true),
            Created = clock.GetUtcNow(),
            Driver = driver,
            Internal = request.Internal,
            Attachable = request.Attachable,
            ConfigOnly = request.ConfigOnly,
            EnableIpv4 = request.EnableIpv4 ?? true,
            EnableIpv6 = request.EnableIpv6 ?? false,
            Options = request.Options ?? new(StringComparer.Ordinal),
            Labels = request.Labels ?? new(StringComparer.Ordinal),
            Ipam = request.Ipam ?? new IpamSettings(),
        };
        if (request.ConfigFrom is { Network.Length: > 0 } reference)
        {
            record = TakeConfiguration(record, reference, request, catalog);
        }

        CheckIpamDriver(record.Ipam);
        if (record.ConfigOnly)
        {
            return record with { Driver = "null", Ipam = Fill(record, [], [], isOnlyChecked: true) };
        }

        CheckOptions(record, catalog);
        List<IPNetwork> used = [.. catalog.All.SelectMany(static n => n.Subnets)];
        return record with
        {
            IsSubnetChosen = !record.Ipam.Config.Any(static c => c?.Subnet is not null),
            Ipam = Fill(record, used, occupied, isOnlyChecked: false),
        };
    }

    /// <summary>A subnet for the default network.</summary>
    internal IPNetwork ChooseSubnet(NetworkCatalog catalog, IReadOnlyCollection<IPNetwork> occupied) =>
        AddressPool.Choose(Pools(), [.. catalog.All.SelectMany(static n => n.Subnets), .. occupied]);

    private static void CheckName(string name, NetworkCatalog catalog)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw Invalid("invalid network name: name is empty");
        }

        // dockerd takes anything else. What a network mode could not tell from something else, or a terminal would obey, is no name.
        if (name.Length > MaxNameLength || name.Any(char.IsControl) || name.StartsWith("container:", StringComparison.Ordinal))
        {
            throw Invalid($"invalid network name \"{string.Concat(name.Where(static c => !char.IsControl(c)))}\"");
        }

        if (name is NetworkState.DefaultName or "host" or "none" or "default" or "container")
        {
            throw new EngineException(EngineErrorKind.Forbidden, $"operation is not permitted on predefined {name} network ");
        }

        if (catalog.ByName(name) is not null)
        {
            throw new EngineException(EngineErrorKind.Conflict, $"network with name {name} already exists");
        }
    }

    private static void CheckDriver(string driver, NetworkCreateRequest request)
    {
        if (driver is "host" or "null")
        {
            throw new EngineException(EngineErrorKind.Forbidden, $"only one instance of \"{driver}\" network is allowed");
        }

        if (driver == "overlay" || request.Ingress || request.Scope == "swarm")
        {
            throw new EngineException(
                EngineErrorKind.Unavailable, "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.");
        }

        if (driver != "bridge")
        {
            throw new EngineException(EngineErrorKind.NotFound, $"could not find plugin {driver} in v1 plugin registry: plugin \"{driver}\" not found");
        }
    }

    private static void CheckIpamDriver(IpamSettings ipam)
    {
        if (ipam.Driver is not ("" or "default"))
        {
            throw Invalid($"could not find plugin {ipam.Driver} in v1 plugin registry: plugin \"{ipam.Driver}\" not found");
        }
    }

    private static NetworkRecord TakeConfiguration(
        NetworkRecord record, ConfigReference reference, NetworkCreateRequest request, NetworkCatalog catalog)
    {
        if (record.ConfigOnly)
        {
            throw new EngineException(EngineErrorKind.Forbidden, "a configuration network cannot depend on another configuration network");
        }

        NetworkState source = catalog.ByName(reference.Network) is { Record.ConfigOnly: true } found
            ? found
            : throw new EngineException(EngineErrorKind.NotFound, $"configuration network \"{reference.Network}\" was not found");
        if (request.Ipam is { Config.Count: > 0 } || request.Options is { Count: > 0 } || request.Labels is { Count: > 0 })
        {
            throw new EngineException(EngineErrorKind.Forbidden, "user specified configurations are not supported if the network depends on a configuration network");
        }

        return record with
        {
            ConfigFrom = reference,
            Ipam = source.Record.Ipam,
            Options = source.Record.Options,
            Labels = source.Record.Labels,
            EnableIpv4 = source.Record.EnableIpv4,
            EnableIpv6 = source.Record.EnableIpv6,
        };
    }

    private static void CheckOptions(NetworkRecord record, NetworkCatalog catalog)
    {
        if (!record.EnableIpv4 && !record.EnableIpv6)
        {
            throw Invalid("IPv4 or IPv6 must be enabled");
        }

        if (record.Options.TryGetValue(NetworkOptions.BridgeName, out string? bridge) && bridge.Length > 0)
        {
            if (!InterfaceName.IsValid(bridge) || bridge.AsSpan().IndexOfAny("\"*\\%") >= 0)
            {
                throw Invalid($"invalid bridge name {bridge}");
            }

            if (catalog.All.FirstOrDefault(n => n.Bridge?.Bridge == bridge) is { } other)
            {
                throw new EngineException(
                    EngineErrorKind.Forbidden,
                    $"cannot create network {record.Id} ({bridge}): conflicts with network {other.Record.Id} ({bridge}): networks have same bridge name");
            }
        }

        if (record.Options.TryGetValue(NetworkOptions.Mtu, out string? mtu)
            && !(int.TryParse(mtu, NumberStyles.None, CultureInfo.InvariantCulture, out int bytes) && bytes is 0 or (>= 68 and <= 65535)))
        {
            throw Invalid($"invalid MTU \"{mtu}\"");
        }

        if (record.Options.TryGetValue(NetworkOptions.HostBinding, out string? binding) && !IPAddress.TryParse(binding, out _))
        {
            throw Invalid($"failed to parse {NetworkOptions.HostBinding} value: \"{binding}\"");
        }
    }

    private static SubnetSettings Check(SubnetSettings settings, NetworkRecord record)
    {
        IPNetwork subnet = ParseSubnet(settings.Subnet!);
        bool isIpv6 = subnet.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6;
        if (isIpv6 ? !record.EnableIpv6 : !record.EnableIpv4)
        {
            throw Invalid($"IPv{(isIpv6 ? 6 : 4)} is not enabled for this network, but subnet {settings.Subnet} is of it");
        }

        if (settings.IpRange is { } text)
        {
            if (!IPNetwork.TryParse(text, out IPNetwork range))
            {
                throw Invalid($"invalid ip-range {text}: invalid CIDR block notation");
            }

            if (!subnet.Contains(range.BaseAddress) || range.PrefixLength < subnet.PrefixLength)
            {
                throw Invalid($"invalid ip-range {text}: parent subnet is a smaller range");
            }
        }

        foreach (string? address in (settings.AuxiliaryAddresses?.Values ?? Enumerable.Empty<string>()).Append(settings.Gateway))
        {
            if (address is not null && (!IPAddress.TryParse(address, out IPAddress? parsed) || !subnet.Contains(parsed)))
            {
                throw Invalid($"invalid {(address == settings.Gateway ? "gateway" : "auxiliary")} address {address}: parent subnet {settings.Subnet} does not contain it");
            }
        }

        return settings;
    }

    private static IPNetwork ParseSubnet(string text)
    {
        if (!IPNetwork.TryParse(text, out IPNetwork subnet))
        {
            throw Invalid($"invalid network config:\ninvalid subnet {text}: invalid CIDR block notation");
        }

        // What is read has no bits beyond the prefix; what was written must not have any either.
        return IPAddress.Parse(text.AsSpan(0, text.IndexOf('/', StringComparison.Ordinal))).Equals(subnet.BaseAddress)
            ? subnet
            : throw Invalid($"invalid network config:\ninvalid subnet {text}: it should be {subnet}");
    }

    private static EngineException Invalid(string message) => new(EngineErrorKind.InvalidParameter, message);

    private IpamSettings Fill(
        NetworkRecord record, List<IPNetwork> used, IReadOnlyCollection<IPNetwork> occupied, bool isOnlyChecked)
    {
        List<SubnetSettings> subnets = [];
        foreach (SubnetSettings given in record.Ipam.Config.Where(static c => c is not null))
        {
            if (given.Subnet is null)
            {
                if (given.Gateway is not null || given.IpRange is not null)
                {
                    throw Invalid("invalid network config:\ninvalid IPAM configuration: subnet is required if a gateway or a range is given");
                }

                continue;
            }

            SubnetSettings subnet = Check(given, record);
            IPNetwork network = IPNetwork.Parse(subnet.Subnet!);
            if (!isOnlyChecked && used.Exists(u => AddressBits.Overlap(u, network)))
            {
                throw new EngineException(
                    EngineErrorKind.Forbidden, "invalid pool request: Pool overlaps with other one on this address space");
            }

            used.Add(network);
            subnets.Add(subnet);
        }

        if (!isOnlyChecked)
        {
            used.AddRange(occupied);
            Choose(record.EnableIpv4, AddressFamily.InterNetwork, Pools(), subnets, used);
            Choose(record.EnableIpv6, AddressFamily.InterNetworkV6, [AddressPool.UniqueLocal(Seed())], subnets, used);
            subnets = [.. subnets.Select(static s => s.Gateway is null ? s with { Gateway = FirstAddress(s) } : s)];
        }

        return new IpamSettings { Driver = "default", Options = record.Ipam.Options, Config = subnets };
    }

    private static string FirstAddress(SubnetSettings settings)
    {
        IPNetwork subnet = IPNetwork.Parse(settings.Subnet!);
        SubnetAddresses addresses = new(subnet, settings.IpRange is { } range ? IPNetwork.Parse(range) : null);
        foreach (string other in settings.AuxiliaryAddresses?.Values ?? Enumerable.Empty<string>())
        {
            addresses.Take(IPAddress.Parse(other));
        }

        return addresses.Take().ToString();
    }

    private static void Choose(
        bool isEnabled, AddressFamily family, IEnumerable<AddressPool> pools, List<SubnetSettings> subnets, List<IPNetwork> used)
    {
        if (!isEnabled || subnets.Exists(s => IPNetwork.Parse(s.Subnet!).BaseAddress.AddressFamily == family))
        {
            return;
        }

        try
        {
            subnets.Add(new SubnetSettings { Subnet = AddressPool.Choose(pools, used).ToString() });
        }
        catch (NetworkException e)
        {
            throw NetworkFaults.Translate(e, "");
        }
    }

    private static byte[] Seed()
    {
        const string MachineId = "/etc/machine-id";
        string text = File.Exists(MachineId) ? File.ReadAllText(MachineId).Trim() : Environment.MachineName;
        return SHA256.HashData(Encoding.UTF8.GetBytes("caisson " + text));
    }

    private IEnumerable<AddressPool> Pools()
    {
        List<AddressPool> pools = [];
        foreach ((string text, int size) in options.AddressPools)
        {
            if (IPNetwork.TryParse(text, out IPNetwork range) && size >= range.PrefixLength
                && range.BaseAddress.AddressFamily == AddressFamily.InterNetwork && size <= 30)
            {
                pools.Add(new AddressPool(range, size));
            }
        }

        return pools.Count > 0 ? pools : AddressPool.Defaults;
    }
}
