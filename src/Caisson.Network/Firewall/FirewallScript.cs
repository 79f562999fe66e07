using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Caisson.Network.Addressing;
using Caisson.Network.Bridges;

namespace Caisson.Network.Firewall;

/// <summary>The table of rules in the language of nft(8): the rules stay as they are, networks and ports are elements of sets and maps.</summary>
internal static class FirewallScript
{
    /// <summary>The table, in all namespaces.</summary>
    internal const string Table = "inet caisson";

    // Priorities: raw comes before connections are tracked; the output hook takes no names but numbers, dstnat is -100.
    private const string Rules =
        """
        add table inet caisson
        delete table inet caisson
        table inet caisson {
          set bridges { type ifname; }
          set internal { type ifname; }
          set own { type ifname . ifname; }
          set own4 { type ifname . ipv4_addr; flags interval; }
          set own6 { type ifname . ipv6_addr; flags interval; }
          set apart { type ifname; }
          set masquerade4 { type ifname; }
          set masquerade6 { type ifname; }
          map ports4 { type inet_proto . inet_service : ipv4_addr . inet_service; }
          map ports4at { type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service; }
          map ports6 { type inet_proto . inet_service : ipv6_addr . inet_service; }
          map ports6at { type ipv6_addr . inet_proto . inet_service : ipv6_addr . inet_service; }
          chain loopback {
            type filter hook prerouting priority raw; policy accept;
            iifname @bridges ip daddr 127.0.0.0/8 drop
          }
          chain ports {
            dnat ip to ip daddr . meta l4proto . th dport map @ports4at
            dnat ip to meta l4proto . th dport map @ports4
            dnat ip6 to ip6 daddr . meta l4proto . th dport map @ports6at
            dnat ip6 to meta l4proto . th dport map @ports6
          }
          chain prerouting {
            type nat hook prerouting priority dstnat; policy accept;
            iifname != "lo" ip daddr 127.0.0.0/8 return
            fib daddr type local jump ports
          }
          chain output {
            type nat hook output priority -100; policy accept;
            ip6 daddr ::1 return
            fib daddr type local jump ports
          }
          chain postrouting {
            type nat hook postrouting priority srcnat; policy accept;
            oifname @bridges ip saddr 127.0.0.0/8 masquerade
            oifname . ip saddr @own4 ct status dnat masquerade
            oifname . ip6 saddr @own6 ct status dnat masquerade
            iifname . oifname @own return
            meta nfproto ipv4 iifname @masquerade4 masquerade
            meta nfproto ipv6 iifname @masquerade6 masquerade
          }
          chain forward {
            type filter hook forward priority filter; policy accept;
            iifname != @bridges oifname != @bridges return
            ct state established,related accept
            iifname . oifname @own iifname != @apart accept
            iifname @internal drop
            oifname @internal drop
            ct status dnat accept
            oifname @bridges drop
          }
        }

        """;

    /// <summary>Makes the table anew, in place of the one that may be there.</summary>
    internal static string Rebuild(IEnumerable<BridgeNetwork> networks, IEnumerable<PublishedPort> ports)
    {
        StringBuilder script = new(Rules);
        foreach (BridgeNetwork network in networks)
        {
            Append(script, "add", network);
        }

        foreach (PublishedPort port in ports)
        {
            Append(script, "add", port);
        }

        return script.ToString();
    }

    /// <summary>Takes the table away, if it is there.</summary>
    internal static string Remove() => $"add table {Table}\ndelete table {Table}\n";

    /// <summary>Takes a network in, or out.</summary>
    internal static string Change(bool adds, BridgeNetwork network)
    {
        StringBuilder script = new();
        Append(script, adds ? "add" : "delete", network);
        return script.ToString();
    }

    /// <summary>Publishes ports, or withdraws them.</summary>
    internal static string Change(bool adds, IEnumerable<PublishedPort> ports)
    {
        StringBuilder script = new();
        foreach (PublishedPort port in ports)
        {
            Append(script, adds ? "add" : "delete", port);
        }

        return script.ToString();
    }

    private static void Append(StringBuilder script, string verb, BridgeNetwork network)
    {
        string bridge = Quote(network.Bridge);
        Element("bridges", bridge);
        Element("own", $"{bridge} . {bridge}");
        foreach ((IPAddress address, int prefixLength) in network.Addresses)
        {
            IPNetwork subnet = AddressBits.NetworkOf(address, prefixLength);
            Element(address.AddressFamily == AddressFamily.InterNetwork ? "own4" : "own6", $"{bridge} . {subnet}");
        }

        ElementIf(network.IsInternal, "internal", bridge);
        ElementIf(!network.ConnectsPeers, "apart", bridge);
        ElementIf(network.Masquerades4 && !network.IsInternal, "masquerade4", bridge);
        ElementIf(network.Masquerades6 && !network.IsInternal, "masquerade6", bridge);

        void ElementIf(bool wanted, string set, string element)
        {
            if (wanted)
            {
                Element(set, element);
            }
        }

        void Element(string set, string element) => script.Append(
            CultureInfo.InvariantCulture, $"{verb} element {Table} {set} {{ {element} }}\n");
    }

    private static void Append(StringBuilder script, string verb, PublishedPort port)
    {
        string map = (port.IsIpv6 ? "ports6" : "ports4") + (port.IsWildcard ? "" : "at");
        string address = port.IsWildcard ? "" : $"{port.HostAddress} . ";
        string key = $"{address}{(byte)port.Protocol} . {port.HostPort}";
        string value = verb == "add" ? $" : {port.ContainerAddress} . {port.ContainerPort}" : "";
        script.Append(CultureInfo.InvariantCulture, $"{verb} element {Table} {map} {{ {key}{value} }}\n");
    }

    // The kernel takes nearly every character in a link's name; nft's strings cannot carry a quote or a star.
    private static string Quote(string link) =>
        link.AsSpan().IndexOfAny("\"*\\\n") < 0
            ? $"\"{link}\""
            : throw new NetworkException(NetworkFault.Invalid, $"invalid bridge name {link}");
}
