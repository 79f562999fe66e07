namespace Caisson.Engine.Networks.Model;

/// <summary>A running container in a network (Docker Engine API, NetworkContainer).</summary>
/// <param name="ContainerId">The container.</param>
/// <param name="Name">Its name.</param>
/// <param name="EndpointId">Its endpoint.</param>
/// <param name="MacAddress">Its hardware address.</param>
/// <param name="Ipv4">Its address with the length of the prefix; empty for none.</param>
/// <param name="Ipv6">Its IPv6 address with the length of the prefix; empty for none.</param>
public sealed record NetworkMember(
    string ContainerId, string Name, string EndpointId, string MacAddress, string Ipv4, string Ipv6);
