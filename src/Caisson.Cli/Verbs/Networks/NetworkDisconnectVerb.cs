using System.Text.Json.Nodes;
using Caisson.Cli.Client;
using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Networks;

/// <summary><c>network disconnect</c>.</summary>
internal sealed class NetworkDisconnectVerb : EngineVerb
{
    private readonly SwitchFlag _force = new("force", "Force the container to disconnect from a network") { Shorthand = 'f' };

    /// <inheritdoc/>
    internal override string Summary => "Disconnect a container from a network";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "NETWORK CONTAINER";

    /// <inheritdoc/>
    internal override Arity Arity => new(2, 2);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_force];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.NetworkAndContainer;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        JsonObject request = new() { ["Container"] = invocation.Arguments[1], ["Force"] = _force.Value };
        await client.PostAsync(
            $"/networks/{EngineClient.Escape(invocation.Arguments[0])}/disconnect", null, request, invocation.Cancellation).ConfigureAwait(false);
        return ExitStatus.Success;
    }
}
