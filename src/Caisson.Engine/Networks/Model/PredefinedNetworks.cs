using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Caisson.Engine.Networks.Records;
using Caisson.Network.Addressing;

namespace Caisson.Engine.Networks.Model;

/// <summary>The three networks that are always there.</summary>
internal sealed class PredefinedNetworks(NetworkModel model, NetworkPlanner planner)
{
    private const int DefaultMtuBytes = 1500;

    /// <summary>Makes those that are missing from the catalogue.</summary>
    /// <param name="now">When that is.</param>
    internal IEnumerable<NetworkRecord> Make(DateTimeOffset now)
    {
        yield return new NetworkRecord { Name = "host", Id = NewId(), Driver = "host", Created = now };
        yield return new NetworkRecord { Name = "none", Id = NewId(), Driver = "null", Created = now };
        if (model.Catalog.ByName(NetworkState.DefaultName) is not null)
        {
            yield break;
        }

        int mtu = model.Options.Mtu > 0 ? model.Options.Mtu : DefaultMtuBytes;
        yield return new NetworkRecord
        {
            Name = NetworkState.DefaultName,
            Id = NewId(),
            Created = now,
            Options = new(StringComparer.Ordinal)
            {
                [NetworkOptions.DefaultBridge] = "true",
                [NetworkOptions.EnableIcc] = "true",
                [NetworkOptions.EnableMasquerade] = "true",
                [NetworkOptions.HostBinding] = IPAddress.Any.ToString(),
                [NetworkOptions.BridgeName] = NetworkManager.DefaultBridge,
                [NetworkOptions.Mtu] = mtu.ToString(CultureInfo.InvariantCulture),
            },
            Ipam = new IpamSettings { Config = [DefaultSubnet()] },
        };
    }

    private static string NewId() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    private SubnetSettings DefaultSubnet()
    {
        if (model.Options.BridgeAddress is not { } given)
        {
            IPNetwork chosen = planner.ChooseSubnet(model.Catalog, model.Host.Links.Occupied());
            return new SubnetSettings
            {
                Subnet = chosen.ToString(),
                Gateway = AddressBits.ToAddress(AddressBits.First(chosen) + 1, chosen.BaseAddress.AddressFamily).ToString(),
            };
        }

        int slash = given.IndexOf('/', StringComparison.Ordinal);
        return slash > 0
            && IPAddress.TryParse(given.AsSpan(0, slash), out IPAddress? address)
            && address.AddressFamily == AddressFamily.InterNetwork
            && int.TryParse(given.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length is > 0 and < 31
            ? new SubnetSettings { Subnet = AddressBits.NetworkOf(address, length).ToString(), Gateway = address.ToString() }
            : throw new EngineException(EngineErrorKind.InvalidParameter, $"the bridge's address {given} is none: write it as 172.17.0.1/16");
    }
}
