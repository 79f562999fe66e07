using System.Text.Json;
using System.Text.Json.Nodes;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Cli.Settings;
using Caisson.Cli.Settings.Values;

namespace Caisson.Cli.Verbs.Networks;

/// <summary><c>network create</c>.</summary>
internal sealed class NetworkCreateVerb : EngineVerb
{
    private const string Words = "strings";
    private const string NoOptions = "map[]";

    private readonly SwitchFlag _attachable = new("attachable", "Enable manual container attachment");
    private readonly ListFlag _auxAddress = new("aux-address", "Auxiliary IPv4 or IPv6 addresses used by Network driver") { Word = "map", Default = NoOptions };
    private readonly TextFlag _configFrom = new("config-from", "The network from which to copy the configuration");
    private readonly SwitchFlag _configOnly = new("config-only", "Create a configuration only network");
    private readonly TextFlag _driver = new("driver", "Driver to manage the Network") { Shorthand = 'd', Default = "bridge" };
    private readonly ListFlag _gateway = new("gateway", "IPv4 or IPv6 Gateway for the master subnet") { Word = Words, SplitsAtCommas = true };
    private readonly SwitchFlag _ingress = new("ingress", "Create swarm routing-mesh network");
    private readonly SwitchFlag _internal = new("internal", "Restrict external access to the network");
    private readonly ListFlag _ipRange = new("ip-range", "Allocate container ip from a sub-range") { Word = Words, SplitsAtCommas = true };
    private readonly TextFlag _ipamDriver = new("ipam-driver", "IP Address Management Driver") { Default = "default" };
    private readonly ListFlag _ipamOption = new("ipam-opt", "Set IPAM driver specific options") { Word = "map", Default = NoOptions };
    private readonly SwitchFlag _ipv4 = new("ipv4", "Enable or disable IPv4 address assignment") { Default = true };
    private readonly SwitchFlag _ipv6 = new("ipv6", "Enable or disable IPv6 address assignment");
    private readonly ListFlag _label = new("label", "Set metadata on a network") { Check = VariableFiles.CheckLabel };
    private readonly ListFlag _option = new("opt", "Set driver specific options") { Shorthand = 'o', Word = "map", Default = NoOptions };
    private readonly TextFlag _scope = new("scope", "Control the network's scope");
    private readonly ListFlag _subnet = new("subnet", "Subnet in CIDR format that represents a network segment") { Word = Words, SplitsAtCommas = true };

    /// <inheritdoc/>
    internal override string Summary => "Create a network";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "NETWORK";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, 1);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags =>
    [
        _attachable, _auxAddress, _configFrom, _configOnly, _driver, _gateway, _ingress, _internal, _ipRange, _ipamDriver, _ipamOption, _ipv4,
        _ipv6, _label, _option, _scope, _subnet,
    ];

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        JsonObject ipam = new JsonObject()
            .Put("Driver", _ipamDriver.Value)
            .Put("Options", JsonParts.Map(_ipamOption.Values))
            .Put("Config", AddressPools.Of(_subnet.Values, _ipRange.Values, _gateway.Values, _auxAddress.Values));
        JsonObject request = new JsonObject { ["Name"] = invocation.Arguments[0], ["CheckDuplicate"] = true }
            .Put("Driver", _driver.Value)
            .Put("Scope", _scope.Value)
            .Put("IPAM", ipam)
            .Put("Internal", _internal.Value)
            .Put("Attachable", _attachable.Value)
            .Put("Ingress", _ingress.Value)
            .Put("ConfigOnly", _configOnly.Value)
            .Put("ConfigFrom", new JsonObject().Put("Network", _configFrom.Value))
            .PutAlways("Options", JsonParts.Map(_option.Values))
            .PutAlways("Labels", JsonParts.Map(_label.Values));
        if (_ipv4.IsSet)
        {
            request["EnableIPv4"] = _ipv4.Value;
        }

        if (_ipv6.IsSet)
        {
            request["EnableIPv6"] = _ipv6.Value;
        }

        JsonElement network = await client.PostAsync("/networks/create", null, request, invocation.Cancellation).ConfigureAwait(false);
        if (network.Text("Warning") is { Length: > 0 } warning)
        {
            invocation.Streams.WriteErrorLine($"WARNING: {warning}");
        }

        invocation.Streams.WriteLine(network.Text("Id"));
        return ExitStatus.Success;
    }
}
