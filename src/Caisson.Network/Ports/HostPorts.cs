using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Caisson.Linux.Files;
using Caisson.Network.Firewall;

namespace Caisson.Network.Ports;

/// <summary>
/// The host's ports that lead to containers. Each is held by a socket of the host too: so nobody else's program gets it,
/// and what the firewall does not turn round (IPv6 to a container without, ::1) is passed on from there.
/// </summary>
/// <remarks>Thread: any.</remarks>
public sealed class HostPorts
{
    private const string RangeFile = "/proc/sys/net/ipv4/ip_local_port_range";
    private const ushort DefaultFirst = 49153;
    private const ushort DefaultLast = 65535;

    private readonly Lock _lock = new();
    private readonly Dictionary<(PortProtocol Protocol, ushort Port), List<IPAddress>> _taken = [];

    // Where the search for any free port goes on, so that a port is not handed out again as soon as it is free.
    private ushort _next;

    /// <summary>Takes a port.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="addresses">The host's addresses; the port is the same of all of them.</param>
    /// <param name="first">The lowest port that will do; 0 for any that is free.</param>
    /// <param name="last">The highest.</param>
    /// <exception cref="NetworkException">They are taken, in Docker's words.</exception>
    public PortReservation Reserve(PortProtocol protocol, IReadOnlyList<IPAddress> addresses, ushort first, ushort last)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        bool isAny = first == 0;
        if (isAny)
        {
            (first, last) = ReadRange();
        }

        lock (_lock)
        {
            int count = last - first + 1;
            int start = isAny && _next > first && _next <= last ? _next - first : 0;
            NetworkException? refusal = null;
            for (int i = 0; i < count; i++)
            {
                ushort port = (ushort)(first + ((start + i) % count));
                if (TryReserve(protocol, addresses, port, out PortReservation? reservation, out refusal))
                {
                    _next = isAny ? (ushort)(port + 1) : _next;
                    return reservation!;
                }
            }

            throw first == last && refusal is not null
                ? refusal
                : new NetworkException(NetworkFault.InUse, "all ports are allocated");
        }
    }

    internal void Release(PortReservation reservation)
    {
        lock (_lock)
        {
            (PortProtocol, ushort) key = (reservation.Protocol, reservation.Port);
            if (_taken.TryGetValue(key, out List<IPAddress>? addresses))
            {
                foreach (IPAddress address in reservation.Addresses)
                {
                    addresses.Remove(address);
                }

                if (addresses.Count == 0)
                {
                    _taken.Remove(key);
                }
            }
        }
    }

    private static (ushort First, ushort Last) ReadRange()
    {
        if (File.Exists(RangeFile))
        {
            string[] numbers = FileSystem.ReadAllText(RangeFile).Split((char[])['\t', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
            if (numbers.Length == 2
                && ushort.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out ushort first)
                && ushort.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out ushort last)
                && first > 0 && first <= last)
            {
                return (first, last);
            }
        }

        return (DefaultFirst, DefaultLast);
    }

    private static bool Conflict(IPAddress one, IPAddress other) =>
        one.AddressFamily == other.AddressFamily && (one.Equals(other) || IsWildcard(one) || IsWildcard(other));

    private static bool IsWildcard(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private bool TryReserve(
        PortProtocol protocol,
        IReadOnlyList<IPAddress> addresses,
        ushort port,
        out PortReservation? reservation,
        out NetworkException? refusal)
    {
        reservation = null;
        refusal = null;
        if (_taken.TryGetValue((protocol, port), out List<IPAddress>? taken)
            && addresses.FirstOrDefault(a => taken.Exists(t => Conflict(a, t))) is { } conflicting)
        {
            refusal = new NetworkException(
                NetworkFault.InUse, $"Bind for {new IPEndPoint(conflicting, port)} failed: port is already allocated");
            return false;
        }

        List<Socket> sockets = [];
        List<IPAddress> held = [];
        foreach (IPAddress address in addresses)
        {
            try
            {
                if (protocol != PortProtocol.Sctp)
                {
                    sockets.Add(Hold(protocol, new IPEndPoint(address, port)));
                }

                held.Add(address);
            }
            catch (SocketException e) when (IsWildcard(address) && address.AddressFamily == AddressFamily.InterNetworkV6
                && e.SocketErrorCode is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable)
            {
                // The host has no IPv6: there is nothing to hold.
            }
            catch (SocketException e)
            {
                sockets.ForEach(static s => s.Dispose());
                refusal = new NetworkException(
                    e.SocketErrorCode == SocketError.AddressAlreadyInUse ? NetworkFault.InUse : NetworkFault.Invalid,
                    $"failed to bind host port {new IPEndPoint(address, port)}/{Name(protocol)}: {Words(e)}",
                    e);
                return false;
            }
        }

        if (taken is null)
        {
            _taken.Add((protocol, port), taken = []);
        }

        taken.AddRange(held);
        reservation = new PortReservation(this, protocol, port, held, sockets);
        return true;
    }

    private static Socket Hold(PortProtocol protocol, IPEndPoint place)
    {
        bool isTcp = protocol == PortProtocol.Tcp;
        Socket socket = new(
            place.AddressFamily, isTcp ? SocketType.Stream : SocketType.Dgram, isTcp ? ProtocolType.Tcp : ProtocolType.Udp);
        try
        {
            if (place.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false;
            }

            socket.Bind(place);
            if (isTcp)
            {
                socket.Listen();
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Name(PortProtocol protocol) => protocol switch
    {
        PortProtocol.Tcp => "tcp",
        PortProtocol.Udp => "udp",
        _ => "sctp",
    };

    private static string Words(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "address already in use",
        SocketError.AddressNotAvailable => "cannot assign requested address",
        SocketError.AccessDenied => "permission denied",
        _ => e.Message,
    };
}
