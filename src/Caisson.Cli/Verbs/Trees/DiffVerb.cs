using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Trees;

/// <summary><c>container diff</c>.</summary>
internal sealed class DiffVerb : EngineVerb
{
    /// <inheritdoc/>
    internal override string Summary => "Inspect changes to files or directories on a container's filesystem";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "CONTAINER";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, 1);

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Container;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        JsonElement changes = await client.GetAsync(
            Container(invocation.Arguments[0]) + "/changes", null, invocation.Cancellation).ConfigureAwait(false);
        foreach (JsonElement change in changes.Items())
        {
            string kind = change.Number("Kind") switch
            {
                0 => "C",
                1 => "A",
                2 => "D",
                _ => "",
            };
            invocation.Streams.WriteLine($"{kind} {change.Text("Path")}");
        }

        return ExitStatus.Success;
    }
}
