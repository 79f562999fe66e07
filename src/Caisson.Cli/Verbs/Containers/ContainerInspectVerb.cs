using Caisson.Cli.Client;
using Caisson.Cli.Documents;
using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Containers;

/// <summary><c>container inspect</c>.</summary>
internal sealed class ContainerInspectVerb : EngineVerb
{
    private readonly TextFlag _format = FormatFlags.OfDocument();
    private readonly SwitchFlag _size = new("size", "Display total file sizes") { Shorthand = 's' };

    /// <inheritdoc/>
    internal override string Summary => "Display detailed information on one or more containers";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "CONTAINER [CONTAINER...]";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, null);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_format, _size];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Container;

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation, EngineClient client) =>
        new DocumentOutput(invocation, _format.Value).RunAsync(async name => ApiDocument.Of(
            await client.GetAsync(Container(name) + "/json", new Query().Add("size", _size.Value), invocation.Cancellation).ConfigureAwait(false)));
}
