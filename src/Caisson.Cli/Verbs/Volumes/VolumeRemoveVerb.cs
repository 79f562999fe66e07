using Caisson.Cli.Client;
using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Volumes;

/// <summary><c>volume rm</c>.</summary>
internal sealed class VolumeRemoveVerb : EachVerb
{
    private readonly SwitchFlag _force = new("force", "Force the removal of one or more volumes") { Shorthand = 'f' };

    /// <inheritdoc/>
    internal override string Summary => "Remove one or more volumes";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "VOLUME [VOLUME...]";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_force];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Volume;

    /// <inheritdoc/>
    protected override async Task<string?> DoAsync(Invocation invocation, EngineClient client, string name)
    {
        await client.DeleteAsync("/volumes/" + EngineClient.Escape(name), new Query().Add("force", _force.Value), invocation.Cancellation).ConfigureAwait(false);
        return null;
    }
}
