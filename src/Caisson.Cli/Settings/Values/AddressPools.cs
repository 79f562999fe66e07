using System.Net;
using System.Text.Json.Nodes;
using Caisson.Cli.Options;

namespace Caisson.Cli.Settings.Values;

/// <summary>The subnets of a new network, and what belongs to each: its range, its gateway and its taken addresses.</summary>
internal static class AddressPools
{
    /// <summary>Sorts them.</summary>
    /// <exception cref="ArgumentFault">Something belongs to no subnet.</exception>
    internal static JsonArray Of(
        IReadOnlyList<string> subnets, IReadOnlyList<string> ranges, IReadOnlyList<string> gateways, IReadOnlyList<string> taken)
    {
        if (subnets.Count < ranges.Count || subnets.Count < gateways.Count)
        {
            throw new ArgumentFault("every ip-range or gateway must have a corresponding subnet");
        }

        JsonObject[] pools = [.. subnets.Select(s => new JsonObject { ["Subnet"] = s })];
        foreach (string range in ranges)
        {
            Place(pools, subnets, range.Split('/')[0], "IPRange", range, $"no matching subnet for range {range}");
        }

        foreach (string gateway in gateways)
        {
            Place(pools, subnets, gateway, "Gateway", gateway, $"no matching subnet for gateway {gateway}");
        }

        foreach (string address in taken)
        {
            string[] sides = address.Split('=', 2);
            int index = Index(subnets, sides[^1]);
            NetworkSpec.Section(
                index < 0 ? throw new ArgumentFault($"no matching subnet for aux-address {sides[^1]}") : pools[index], "AuxiliaryAddresses")[sides[0]] = sides[^1];
        }

        return JsonParts.List(pools);
    }

    private static void Place(JsonObject[] pools, IReadOnlyList<string> subnets, string address, string name, string value, string fault)
    {
        int index = Index(subnets, address);
        JsonObject pool = index < 0 ? throw new ArgumentFault(fault) : pools[index];
        pool[name] = pool.ContainsKey(name)
            ? throw new ArgumentFault($"cannot configure multiple {(name == "Gateway" ? "gateways" : "ranges")} ({value}, {pool[name]}) on the same subnet ({subnets[index]})")
            : value;
    }

    private static int Index(IReadOnlyList<string> subnets, string address)
    {
        for (int i = 0; i < subnets.Count; i++)
        {
            if (IPAddress.TryParse(address, out IPAddress? one) && Contains(subnets[i], one))
            {
                return i;
            }
        }

        return -1;
    }

    // A subnet need not begin at its first address.
    private static bool Contains(string subnet, IPAddress address)
    {
        string[] sides = subnet.Split('/', 2);
        if (sides.Length != 2 || !IPAddress.TryParse(sides[0], out IPAddress? start) || !byte.TryParse(sides[1], out byte bits)
            || start.AddressFamily != address.AddressFamily)
        {
            return false;
        }

        byte[] one = start.GetAddressBytes();
        byte[] other = address.GetAddressBytes();
        for (int bit = 0; bit < Math.Min(bits, one.Length * 8); bit++)
        {
            if (((one[bit / 8] ^ other[bit / 8]) >> (7 - (bit % 8)) & 1) != 0)
            {
                return false;
            }
        }

        return true;
    }
}
