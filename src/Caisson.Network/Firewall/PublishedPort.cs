using System.Net;
using System.Net.Sockets;

namespace Caisson.Network.Firewall;

/// <summary>A port of the host that leads to one of a container.</summary>
/// <param name="Protocol">TCP, UDP or SCTP.</param>
/// <param name="HostAddress">The host's address; <see cref="IPAddress.Any"/> or IPv6's for all of that family.</param>
/// <param name="HostPort">The host's port.</param>
/// <param name="ContainerAddress">The container's address, of the same family.</param>
/// <param name="ContainerPort">The container's port.</param>
public sealed record PublishedPort(
    PortProtocol Protocol, IPAddress HostAddress, ushort HostPort, IPAddress ContainerAddress, ushort ContainerPort)
{
    /// <summary>Whether it is one of IPv6.</summary>
    public bool IsIpv6 => HostAddress.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>Whether it is one of all addresses of the host.</summary>
    public bool IsWildcard => HostAddress.Equals(IPAddress.Any) || HostAddress.Equals(IPAddress.IPv6Any);
}
