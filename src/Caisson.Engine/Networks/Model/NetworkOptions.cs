namespace Caisson.Engine.Networks.Model;

/// <summary>Names of options of the bridge driver; they are Docker's.</summary>
internal static class NetworkOptions
{
    internal const string BridgeName = "com.docker.network.bridge.name";
    internal const string DefaultBridge = "com.docker.network.bridge.default_bridge";
    internal const string EnableIcc = "com.docker.network.bridge.enable_icc";
    internal const string EnableMasquerade = "com.docker.network.bridge.enable_ip_masquerade";
    internal const string HostBinding = "com.docker.network.bridge.host_binding_ipv4";
    internal const string GatewayMode4 = "com.docker.network.bridge.gateway_mode_ipv4";
    internal const string GatewayMode6 = "com.docker.network.bridge.gateway_mode_ipv6";
    internal const string Mtu = "com.docker.network.driver.mtu";
    internal const string InterfacePrefix = "com.docker.network.container_iface_prefix";
    internal const string InterfaceName = "com.docker.network.endpoint.ifname";
}
