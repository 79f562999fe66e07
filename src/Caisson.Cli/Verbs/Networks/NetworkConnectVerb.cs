using System.Text.Json.Nodes;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Cli.Settings;
using Caisson.Cli.Settings.Values;

namespace Caisson.Cli.Verbs.Networks;

/// <summary><c>network connect</c>.</summary>
internal sealed class NetworkConnectVerb : EngineVerb
{
    private const string Words = "strings";

    private readonly ListFlag _alias = new("alias", "Add network-scoped alias for the container") { Word = Words, SplitsAtCommas = true };
    private readonly ListFlag _driverOption = new("driver-opt", "driver options for the network") { Word = Words, SplitsAtCommas = true };
    private readonly WholeFlag _gatewayPriority = new(
        "gw-priority", "Highest gw-priority provides the default gateway. Accepts positive and negative values.");

    private readonly TextFlag _ip = new("ip", "IPv4 address (e.g., \"172.30.100.104\")");
    private readonly TextFlag _ip6 = new("ip6", "IPv6 address (e.g., \"2001:db8::33\")");
    private readonly ListFlag _link = new("link", "Add link to another container") { Check = static v => HostName.Link(v) };
    private readonly ListFlag _linkLocalIp = new("link-local-ip", "Add a link-local address for the container") { Word = Words, SplitsAtCommas = true };

    /// <inheritdoc/>
    internal override string Summary => "Connect a container to a network";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "NETWORK CONTAINER";

    /// <inheritdoc/>
    internal override Arity Arity => new(2, 2);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_alias, _driverOption, _gatewayPriority, _ip, _ip6, _link, _linkLocalIp];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.NetworkAndContainer;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        if (_driverOption.Values.FirstOrDefault(o => !o.Contains('=', StringComparison.Ordinal)) is { } wrong)
        {
            throw new ArgumentFault($"invalid key/value pair format in driver options: {wrong}");
        }

        JsonObject addresses = new JsonObject()
            .Put("IPv4Address", _ip.Value)
            .Put("IPv6Address", _ip6.Value)
            .Put("LinkLocalIPs", _linkLocalIp.Values);
        JsonObject endpoint = new JsonObject()
            .Put("IPAMConfig", addresses)
            .Put("Links", _link.Values.Select(HostName.Link))
            .Put("Aliases", _alias.Values)
            .Put("DriverOpts", JsonParts.Map(_driverOption.Values))
            .Put("GwPriority", _gatewayPriority.ValueOrNull);
        JsonObject request = new() { ["Container"] = invocation.Arguments[1], ["EndpointConfig"] = endpoint };
        await client.PostAsync(
            $"/networks/{EngineClient.Escape(invocation.Arguments[0])}/connect", null, request, invocation.Cancellation).ConfigureAwait(false);
        return ExitStatus.Success;
    }
}
