using System.Net;

namespace Caisson.Network.Addressing;

/// <summary>A range of addresses that subnets are cut from.</summary>
/// <param name="Base">The range.</param>
/// <param name="PrefixLength">The length of a subnet's prefix; not shorter than the range's.</param>
public readonly record struct AddressPool(IPNetwork Base, int PrefixLength)
{
    /// <summary>Docker's own: 172.17.0.0/16 to 172.31.0.0/16, then 192.168.0.0/20 and on.</summary>
    public static IReadOnlyList<AddressPool> Defaults { get; } =
    [
        new(IPNetwork.Parse("172.17.0.0/16"), 16),
        new(IPNetwork.Parse("172.18.0.0/16"), 16),
        new(IPNetwork.Parse("172.19.0.0/16"), 16),
        new(IPNetwork.Parse("172.20.0.0/14"), 16),
        new(IPNetwork.Parse("172.24.0.0/14"), 16),
        new(IPNetwork.Parse("172.28.0.0/14"), 16),
        new(IPNetwork.Parse("192.168.0.0/16"), 20),
    ];

    /// <summary>A range of unique local IPv6 addresses (RFC 4193) that stays the same on a machine.</summary>
    /// <param name="seed">What is special about the machine, of at least 5 bytes.</param>
    public static AddressPool UniqueLocal(ReadOnlySpan<byte> seed)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        bytes[0] = 0xfd;
        seed[..5].CopyTo(bytes[1..]);
        return new AddressPool(new IPNetwork(new IPAddress(bytes), 48), 64);
    }

    /// <summary>The first subnet that has no address in common with any of those in use.</summary>
    /// <param name="pools">The ranges, in the order in which they are looked at.</param>
    /// <param name="used">Subnets in use, and networks that the host has routes to.</param>
    /// <exception cref="NetworkException">There is none.</exception>
    public static IPNetwork Choose(IEnumerable<AddressPool> pools, IReadOnlyCollection<IPNetwork> used)
    {
        ArgumentNullException.ThrowIfNull(pools);
        ArgumentNullException.ThrowIfNull(used);
        foreach (AddressPool pool in pools)
        {
            if (pool.FirstFree(used) is { } free)
            {
                return free;
            }
        }

        throw new NetworkException(NetworkFault.Exhausted, "all predefined address pools have been fully subnetted");
    }

    private IPNetwork? FirstFree(IReadOnlyCollection<IPNetwork> used)
    {
        System.Net.Sockets.AddressFamily family = Base.BaseAddress.AddressFamily;
        UInt128 step = UInt128.One << (AddressBits.LengthBits(family) - PrefixLength);
        UInt128 last = AddressBits.Last(Base);
        UInt128 at = AddressBits.First(Base);

        // Each network in use stops the search once at most: behind it, it goes on.
        while (at <= last)
        {
            IPNetwork candidate = new(AddressBits.ToAddress(at, family), PrefixLength);
            UInt128? blockedUpTo = null;
            foreach (IPNetwork other in used)
            {
                if (AddressBits.Overlap(candidate, other))
                {
                    UInt128 end = AddressBits.Last(other);
                    blockedUpTo = blockedUpTo is { } known && known > end ? known : end;
                }
            }

            if (blockedUpTo is not { } blocked)
            {
                return candidate;
            }

            UInt128 next = ((blocked / step) + 1) * step;
            if (next <= at)
            {
                return null;
            }

            at = next;
        }

        return null;
    }
}
