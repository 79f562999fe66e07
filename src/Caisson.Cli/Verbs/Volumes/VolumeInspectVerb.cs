using Caisson.Cli.Client;
using Caisson.Cli.Documents;
using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Volumes;

/// <summary><c>volume inspect</c>.</summary>
internal sealed class VolumeInspectVerb : EngineVerb
{
    private readonly TextFlag _format = FormatFlags.OfDocument();

    /// <inheritdoc/>
    internal override string Summary => "Display detailed information on one or more volumes";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "VOLUME [VOLUME...]";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, null);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_format];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Volume;

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation, EngineClient client) =>
        new DocumentOutput(invocation, _format.Value).RunAsync(async name => ApiDocument.Of(
            await client.GetAsync("/volumes/" + EngineClient.Escape(name), null, invocation.Cancellation).ConfigureAwait(false)));
}
