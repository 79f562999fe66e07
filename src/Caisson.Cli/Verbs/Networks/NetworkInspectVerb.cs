using Caisson.Cli.Client;
using Caisson.Cli.Documents;
using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Networks;

/// <summary><c>network inspect</c>.</summary>
internal sealed class NetworkInspectVerb : EngineVerb
{
    private readonly TextFlag _format = FormatFlags.OfDocument();
    private readonly SwitchFlag _verbose = new("verbose", "Verbose output for diagnostics") { Shorthand = 'v' };

    /// <inheritdoc/>
    internal override string Summary => "Display detailed information on one or more networks";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "NETWORK [NETWORK...]";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, null);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_format, _verbose];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Network;

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation, EngineClient client) =>
        new DocumentOutput(invocation, _format.Value).RunAsync(async name => ApiDocument.Of(
            await client.GetAsync("/networks/" + EngineClient.Escape(name), new Query().Add("verbose", _verbose.Value), invocation.Cancellation).ConfigureAwait(false)));
}
