using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Cli.Output;

namespace Caisson.Cli.Verbs.Trees;

/// <summary><c>container export</c>.</summary>
internal sealed class ContainerExportVerb : EngineVerb
{
    private readonly TextFlag _output = new("output", "Write to a file, instead of STDOUT") { Shorthand = 'o' };

    /// <inheritdoc/>
    internal override string Summary => "Export a container's filesystem as a tar archive";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "CONTAINER";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, 1);

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [_output];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Container;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        ArchiveOutput output = new(invocation, _output.Value);
        output.Check("failed to export container");
        using HttpResponseMessage response = await client.SendAsync(
            HttpMethod.Get, Container(invocation.Arguments[0]) + "/export", null, null, invocation.Cancellation).ConfigureAwait(false);
        Stream tree = await response.Content.ReadAsStreamAsync(invocation.Cancellation).ConfigureAwait(false);
        await output.WriteAsync(tree.CopyTo).ConfigureAwait(false);
        return ExitStatus.Success;
    }
}
