using System.Net;
using System.Net.Sockets;

namespace Caisson.Network.Addressing;

/// <summary>Which addresses of a subnet are taken.</summary>
/// <remarks>Thread: one at a time.</remarks>
public sealed class SubnetAddresses
{
    private readonly HashSet<UInt128> _taken = [];
    private readonly AddressFamily _family;
    private readonly UInt128 _first;
    private readonly UInt128 _last;

    // No address below it is free.
    private UInt128 _lowestFree;

    /// <summary>A subnet of which nothing is taken but what cannot be given: its own address and, in IPv4, the broadcast address.</summary>
    /// <param name="subnet">The subnet.</param>
    /// <param name="range">The part of it that addresses are chosen from; null for all.</param>
    public SubnetAddresses(IPNetwork subnet, IPNetwork? range = null)
    {
        Subnet = subnet;
        IPNetwork from = range ?? subnet;
        _family = subnet.BaseAddress.AddressFamily;
        _first = AddressBits.First(from);
        _last = AddressBits.Last(from);
        _lowestFree = _first;

        // RFC 3021: of two addresses, both can be used.
        if (AddressBits.LengthBits(_family) - subnet.PrefixLength > 1)
        {
            _taken.Add(AddressBits.First(subnet));
            if (_family == AddressFamily.InterNetwork)
            {
                _taken.Add(AddressBits.Last(subnet));
            }
        }
    }

    /// <summary>The subnet.</summary>
    public IPNetwork Subnet { get; }

    /// <summary>Takes the lowest address that is free.</summary>
    /// <exception cref="NetworkException">There is none.</exception>
    public IPAddress Take()
    {
        for (UInt128 at = _lowestFree; at <= _last; at++)
        {
            if (_taken.Add(at))
            {
                _lowestFree = at + 1;
                return AddressBits.ToAddress(at, _family);
            }

            if (at == UInt128.MaxValue)
            {
                break;
            }
        }

        throw new NetworkException(NetworkFault.Exhausted, $"no available IPv{(_family == AddressFamily.InterNetwork ? 4 : 6)} addresses on this network's address pools");
    }

    /// <summary>Takes an address.</summary>
    /// <param name="address">The address; of the subnet, if not of the range.</param>
    /// <exception cref="NetworkException">It is taken, or not of the subnet.</exception>
    public void Take(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!Subnet.Contains(address))
        {
            throw new NetworkException(
                NetworkFault.Invalid, $"no configured subnet or ip-range contain the IP address {address}");
        }

        if (!_taken.Add(AddressBits.ToNumber(address)))
        {
            throw new NetworkException(NetworkFault.InUse, "Address already in use");
        }
    }

    /// <summary>Gives an address back; nothing happens if it is free.</summary>
    /// <param name="address">The address.</param>
    public void Release(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        UInt128 number = AddressBits.ToNumber(address);
        if (_taken.Remove(number) && number >= _first && number < _lowestFree)
        {
            _lowestFree = number;
        }
    }
}
