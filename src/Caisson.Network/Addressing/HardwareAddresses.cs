using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Caisson.Linux.Netlink;

namespace Caisson.Network.Addressing;

/// <summary>Hardware addresses of endpoints and bridges: locally administered, of one machine (IEEE 802, the first byte's lower two bits).</summary>
public static class HardwareAddresses
{
    private const ulong Prefix = 0x0242UL << 32;

    /// <summary>The one that goes with an IPv4 address, so that an address and its hardware address change hands together: <c>02:42:ac:11:00:02</c>.</summary>
    /// <param name="address">The IPv4 address.</param>
    public static MacAddress Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? new MacAddress(Prefix | (ulong)AddressBits.ToNumber(address))
            : throw new ArgumentException("an IPv4 address", nameof(address));
    }

    /// <summary>One that nobody has.</summary>
    public static MacAddress Random()
    {
        Span<byte> bytes = stackalloc byte[4];
        RandomNumberGenerator.Fill(bytes);
        return new MacAddress(Prefix | BitConverter.ToUInt32(bytes));
    }
}
