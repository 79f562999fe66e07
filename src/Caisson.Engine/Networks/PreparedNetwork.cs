using Caisson.Engine.State;

namespace Caisson.Engine.Networks;

/// <summary>A container's network, ready for its start.</summary>
/// <param name="NamespacePath">The path of the network namespace to join; null for the host's.</param>
/// <param name="HostsPath">What goes over /etc/hosts.</param>
/// <param name="HostnamePath">What goes over /etc/hostname.</param>
/// <param name="ResolvConfPath">What goes over /etc/resolv.conf.</param>
/// <param name="Changes">What the caller writes down together with the container's own record.</param>
public sealed record PreparedNetwork(
    string? NamespacePath, string HostsPath, string HostnamePath, string ResolvConfPath, IReadOnlyList<StateChange> Changes);
