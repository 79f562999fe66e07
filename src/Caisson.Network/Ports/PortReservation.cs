using System.Net;
using System.Net.Sockets;
using Caisson.Network.Firewall;

namespace Caisson.Network.Ports;

/// <summary>A port of the host that is taken, until this is disposed.</summary>
public sealed class PortReservation : IDisposable
{
    private readonly HostPorts _owner;
    private readonly List<Socket> _sockets;
    private readonly CancellationTokenSource _end = new();

    internal PortReservation(
        HostPorts owner, PortProtocol protocol, ushort port, IReadOnlyList<IPAddress> addresses, List<Socket> sockets)
    {
        _owner = owner;
        _sockets = sockets;
        Protocol = protocol;
        Port = port;
        Addresses = addresses;
    }

    /// <summary>The protocol.</summary>
    public PortProtocol Protocol { get; }

    /// <summary>The port.</summary>
    public ushort Port { get; }

    /// <summary>The host's addresses that it is taken of.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; }

    /// <summary>Passes on what arrives at the host's sockets, which is what the firewall does not turn round.</summary>
    /// <param name="target">The container's port.</param>
    public void RelayTo(IPEndPoint target)
    {
        foreach (Socket socket in _sockets)
        {
            if (Protocol == PortProtocol.Tcp)
            {
                _ = TcpRelay.RunAsync(socket, target, _end.Token);
            }
            else
            {
                _ = UdpRelay.RunAsync(socket, target, _end.Token);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_end.IsCancellationRequested)
        {
            return;
        }

        _end.Cancel();
        _sockets.ForEach(static s => s.Dispose());
        _owner.Release(this);
        _end.Dispose();
    }
}
