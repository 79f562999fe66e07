using Caisson.Linux;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Network.Bridges;

/// <summary>What the kernel has to be told beside links and rules: procfs' sys/net of the calling process' network namespace.</summary>
internal static class HostSettings
{
    private const string Ipv4 = "/proc/sys/net/ipv4";
    private const string Ipv6 = "/proc/sys/net/ipv6/conf";

    /// <summary>Whether rules for routed packets are asked about bridged ones too: br_netfilter.</summary>
    internal static bool FiltersBridges() => Is("/proc/sys/net/bridge/bridge-nf-call-iptables", "1");

    /// <summary>Sets what a bridge needs before it is switched on.</summary>
    internal static void SetForBridge(BridgeNetwork network)
    {
        // Published ports of 127.0.0.1: the host's own packets leave through the bridge with that address until they are
        // masqueraded. Nothing else gets in or out with it: the firewall drops it.
        Set($"{Ipv4}/conf/{network.Bridge}/route_localnet", "1");
        Set($"{Ipv6}/{network.Bridge}/disable_ipv6", network.HasIpv6 ? "0" : "1");
        if (network.HasIpv6)
        {
            Set($"{Ipv6}/{network.Bridge}/accept_ra", "0");
        }

        if (!network.IsInternal)
        {
            EnableForwarding(network.HasIpv6);
        }
    }

    private static void EnableForwarding(bool hasIpv6)
    {
        if (!Is($"{Ipv4}/ip_forward", "1"))
        {
            Set($"{Ipv4}/ip_forward", "1");
        }

        if (hasIpv6 && !Is($"{Ipv6}/all/forwarding", "1"))
        {
            // A router does not listen to other routers, unless it is told to: the host must not lose its own way out.
            foreach (string folder in Directory.EnumerateDirectories(Ipv6))
            {
                if (Is($"{folder}/accept_ra", "1"))
                {
                    Set($"{folder}/accept_ra", "2");
                }
            }

            Set($"{Ipv6}/all/forwarding", "1");
        }
    }

    private static bool Is(string path, string value) =>
        File.Exists(path) && FileSystem.ReadAllText(path).Trim() == value;

    // A kernel without IPv6 has no such file; a read-only one is the administrator's decision.
    private static void Set(string path, string value)
    {
        try
        {
            FileSystem.WriteText(path, value);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.EROFS)
        {
        }
    }
}
