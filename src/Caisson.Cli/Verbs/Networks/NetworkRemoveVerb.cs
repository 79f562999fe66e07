using Caisson.Cli.Client;
using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Networks;

/// <summary><c>network rm</c>.</summary>
internal sealed class NetworkRemoveVerb : EachVerb
{
    private readonly SwitchFlag _force = new("force", "Do not error if the network does not exist") { Shorthand = 'f' };

    /// <inheritdoc/>
    internal override string Summary => "Remove one or more networks";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "NETWORK [NETWORK...]";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_force];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Network;

    /// <inheritdoc/>
    protected override async Task<string?> DoAsync(Invocation invocation, EngineClient client, string name)
    {
        try
        {
            await client.DeleteAsync("/networks/" + EngineClient.Escape(name), null, invocation.Cancellation).ConfigureAwait(false);
        }
        catch (EngineException e) when (_force.Value && e.IsNotFound)
        {
            return "";
        }
        return null;
    }
}
