using System.Net;
using System.Net.Sockets;

namespace Caisson.Network.Addressing;

/// <summary>Addresses as numbers, and ranges of them.</summary>
public static class AddressBits
{
    /// <summary>The address as a number: 32 bits for IPv4, 128 for IPv6.</summary>
    public static UInt128 ToNumber(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        UInt128 number = 0;
        foreach (byte part in bytes[..length])
        {
            number = (number << 8) | part;
        }

        return number;
    }

    /// <summary>The address of a number.</summary>
    /// <param name="number">The number.</param>
    /// <param name="family">InterNetwork or InterNetworkV6.</param>
    public static IPAddress ToAddress(UInt128 number, AddressFamily family)
    {
        Span<byte> bytes = stackalloc byte[LengthBits(family) / 8];
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            bytes[i] = (byte)number;
            number >>= 8;
        }

        return new IPAddress(bytes);
    }

    /// <summary>How many bits an address of the family has.</summary>
    public static int LengthBits(AddressFamily family) => family == AddressFamily.InterNetwork ? 32 : 128;

    /// <summary>The lowest address of a network.</summary>
    public static UInt128 First(IPNetwork network) => ToNumber(network.BaseAddress);

    /// <summary>The highest address of a network.</summary>
    public static UInt128 Last(IPNetwork network) => First(network) + HostMask(network);

    /// <summary>Whether two networks have an address in common.</summary>
    public static bool Overlap(IPNetwork one, IPNetwork other) =>
        one.BaseAddress.AddressFamily == other.BaseAddress.AddressFamily
        && First(one) <= Last(other) && First(other) <= Last(one);

    /// <summary>The network of that many bits that an address is in.</summary>
    public static IPNetwork NetworkOf(IPAddress address, int prefixLength)
    {
        ArgumentNullException.ThrowIfNull(address);
        int hostBits = LengthBits(address.AddressFamily) - prefixLength;
        UInt128 first = hostBits == 128 ? 0 : ToNumber(address) >> hostBits << hostBits;
        return new IPNetwork(ToAddress(first, address.AddressFamily), prefixLength);
    }

    private static UInt128 HostMask(IPNetwork network)
    {
        int hostBits = LengthBits(network.BaseAddress.AddressFamily) - network.PrefixLength;
        return hostBits == 128 ? UInt128.MaxValue : (UInt128.One << hostBits) - 1;
    }
}
