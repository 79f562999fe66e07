using System.Text.Json.Nodes;
using Caisson.Cli.Options;
using Caisson.Cli.Settings.Values;

namespace Caisson.Cli.Settings;

/// <summary>How a container reaches others, and they it.</summary>
internal sealed class NetworkFlags : FlagSection
{
    private readonly ListFlag _addHost = new("add-host", "Add a custom host-to-IP mapping (host:ip)") { Check = HostName.CheckExtraHost };
    private readonly ListFlag _dns = new("dns", "Set custom DNS servers") { Check = HostName.CheckAddress };
    private readonly ListFlag _dnsOpt = new("dns-opt", "Set DNS options") { IsHidden = true };
    private readonly ListFlag _dnsOption = new("dns-option", "Set DNS options");
    private readonly ListFlag _dnsSearch = new("dns-search", "Set custom DNS search domains") { Check = HostName.CheckDomain };
    private readonly ListFlag _expose = new("expose", "Expose a port or a range of ports");
    private readonly TextFlag _ip = new("ip", "IPv4 address (e.g., 172.30.100.104)");
    private readonly TextFlag _ip6 = new("ip6", "IPv6 address (e.g., 2001:db8::33)");
    private readonly ListFlag _link = new("link", "Add link to another container") { Check = static v => HostName.Link(v) };
    private readonly ListFlag _linkLocalIp = new("link-local-ip", "Container IPv4/IPv6 link-local addresses");
    private readonly TextFlag _macAddress = new("mac-address", "Container MAC address (e.g., 92:d0:c6:0a:29:33)");
    private readonly ListFlag _net = new("net", "Connect a container to a network") { Word = "network", IsHidden = true, Check = static v => NetworkSpec.Parse(v) };
    private readonly ListFlag _netAlias = new("net-alias", "Add network-scoped alias for the container") { IsHidden = true };
    private readonly ListFlag _network = new("network", "Connect a container to a network") { Word = "network", Check = static v => NetworkSpec.Parse(v) };
    private readonly ListFlag _networkAlias = new("network-alias", "Add network-scoped alias for the container");
    private readonly ListFlag _publish = new("publish", "Publish a container's port(s) to the host") { Shorthand = 'p' };
    private readonly SwitchFlag _publishAll = new("publish-all", "Publish all exposed ports to random ports") { Shorthand = 'P' };

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> All =>
    [
        _addHost, _dns, _dnsOpt, _dnsOption, _dnsSearch, _expose, _ip, _ip6, _link, _linkLocalIp, _macAddress, _net, _netAlias, _network,
        _networkAlias, _publish, _publishAll,
    ];

    private string[] Aliases => [.. _networkAlias.Values, .. _netAlias.Values];

    /// <inheritdoc/>
    internal override void Write(JsonObject config, JsonObject host)
    {
        JsonObject exposed = [];
        JsonObject bindings = [];
        PortSpec.Publish(_publish.Values, exposed, bindings);
        PortSpec.Expose(_expose.Values, exposed);
        config.Put("ExposedPorts", exposed).Put("MacAddress", _macAddress.Value.Length > 0 ? MacAddress.Check(_macAddress.Value) : "");
        host.PutAlways("PortBindings", bindings)
            .Put("PublishAllPorts", _publishAll.Value)
            .PutAlways("Dns", JsonParts.List(_dns.Values))
            .PutAlways("DnsOptions", JsonParts.List((string[])[.. _dnsOption.Values, .. _dnsOpt.Values]))
            .PutAlways("DnsSearch", JsonParts.List(_dnsSearch.Values))
            .Put("ExtraHosts", _addHost.Values.Select(HostName.ExtraHost))
            .Put("Links", _link.Values.Select(HostName.Link));
        host["NetworkMode"] = Networks().FirstOrDefault()?.Name ?? "default";
    }

    /// <summary>How the container is in which networks: the API's EndpointsConfig.</summary>
    /// <exception cref="FormatException">They contradict each other.</exception>
    internal JsonObject Endpoints()
    {
        NetworkSpec[] networks = [.. Networks()];
        JsonObject endpoints = [];
        if (networks.Length == 0)
        {
            networks = [new NetworkSpec("default", [])];
        }

        if (networks.Length > 1 && networks.Any(n => !n.IsUserDefined))
        {
            throw new FormatException("conflicting options: cannot attach both user-defined and non-user-defined network-modes");
        }

        Apply(networks[0]);
        foreach (NetworkSpec network in networks)
        {
            if (endpoints.ContainsKey(network.Name))
            {
                throw new FormatException($"network \"{network.Name}\" is specified multiple times");
            }

            if ((string?)network.Endpoint["MacAddress"] is { } address)
            {
                MacAddress.Check(address);
            }

            // A mode has no endpoint of which something could be said.
            if (network.IsUserDefined || network.Endpoint.Count > 0)
            {
                endpoints[network.Name] = network.Endpoint;
            }
        }

        return endpoints;
    }

    private IEnumerable<NetworkSpec> Networks() => _network.Values.Concat(_net.Values).Select(NetworkSpec.Parse);

    private void Apply(NetworkSpec network)
    {
        JsonObject endpoint = network.Endpoint;
        Conflict(Aliases.Length > 0 && endpoint.ContainsKey(nameof(Aliases)), "--network-alias", "alias");
        Conflict(_ip.IsSet && endpoint["IPAMConfig"]?["IPv4Address"] is not null, "--ip", "IPv4 address");
        Conflict(_ip6.IsSet && endpoint["IPAMConfig"]?["IPv6Address"] is not null, "--ip6", "IPv6 address");
        Conflict(_macAddress.IsSet && endpoint.ContainsKey("MacAddress"), "--mac-address", "MAC address");
        Conflict(_linkLocalIp.Values.Count > 0 && endpoint["IPAMConfig"]?["LinkLocalIPs"] is not null, "--link-local-ip", "link-local IP addresses");
        if (Aliases.Length > 0 && !network.IsUserDefined)
        {
            throw new FormatException("network-scoped aliases are only supported for user-defined networks");
        }

        foreach (string alias in Aliases)
        {
            NetworkSpec.Append(endpoint, nameof(Aliases), alias);
        }

        foreach (string link in network.IsUserDefined ? _link.Values : [])
        {
            NetworkSpec.Append(endpoint, "Links", HostName.Link(link));
        }

        if (_ip.Value.Length > 0)
        {
            NetworkSpec.Section(endpoint, "IPAMConfig")["IPv4Address"] = _ip.Value;
        }

        if (_ip6.Value.Length > 0)
        {
            NetworkSpec.Section(endpoint, "IPAMConfig")["IPv6Address"] = _ip6.Value;
        }

        foreach (string address in _linkLocalIp.Values)
        {
            NetworkSpec.Append(NetworkSpec.Section(endpoint, "IPAMConfig"), "LinkLocalIPs", address);
        }

        endpoint.Put("MacAddress", _macAddress.Value.Trim());
    }

    private static void Conflict(bool isSo, string flag, string what)
    {
        if (isSo)
        {
            throw new FormatException($"conflicting options: cannot specify both {flag} and per-network {what}");
        }
    }
}
