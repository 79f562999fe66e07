using System.Net;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Netlink;

/// <summary>Between <see cref="IPAddress"/> and the bytes in messages.</summary>
internal static class NetworkAddress
{
    private const int Ipv4Bytes = 4;
    private const int Ipv6Bytes = 16;

    /// <summary>The address's family.</summary>
    internal static AddressFamily Family(IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? AddressFamily.AF_INET : AddressFamily.AF_INET6;

    /// <summary>How many bits the longest prefix has.</summary>
    internal static int Bits(IPAddress address) => Family(address) == AddressFamily.AF_INET ? 8 * Ipv4Bytes : 8 * Ipv6Bytes;

    /// <summary>Reads the bytes of an attribute.</summary>
    /// <returns>False if they are not as many as the family's addresses have.</returns>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, byte family, out IPAddress? address)
    {
        bool fits = bytes.Length == (AddressFamily)family switch
        {
            AddressFamily.AF_INET => Ipv4Bytes,
            AddressFamily.AF_INET6 => Ipv6Bytes,
            _ => -1,
        };
        address = fits ? new IPAddress(bytes) : null;
        return fits;
    }

    /// <summary>Checks a prefix's length.</summary>
    /// <exception cref="LinuxException">EINVAL: longer than the address.</exception>
    internal static byte CheckPrefix(IPAddress address, int prefixLength, string call) =>
        prefixLength >= 0 && prefixLength <= Bits(address)
            ? (byte)prefixLength
            : throw new LinuxException(Errno.EINVAL, call, $"{address}/{prefixLength}");
}
