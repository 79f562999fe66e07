using System.Text;
using System.Text.Json;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Formatting.Tables;

namespace Caisson.Cli.Verbs.Processes;

/// <summary><c>container top</c>.</summary>
internal sealed class TopVerb : EngineVerb
{
    private const int LeastWidth = 20;
    private const int Gap = 3;

    /// <inheritdoc/>
    internal override string Summary => "Display the running processes of a container";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "CONTAINER [ps OPTIONS]";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, null);

    /// <inheritdoc/>
    internal override bool StopsAtFirstArgument => true;

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.RunningContainer;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        Query query = new Query().Add("ps_args", string.Join(' ', invocation.Arguments.Skip(1)));
        JsonElement top = await client.GetAsync(Container(invocation.Arguments[0]) + "/top", query, invocation.Cancellation).ConfigureAwait(false);
        StringBuilder text = new();
        text.Append(string.Join('\t', top.Texts("Titles"))).Append('\n');
        foreach (JsonElement process in top.Items("Processes"))
        {
            text.Append(string.Join('\t', process.Texts())).Append('\n');
        }

        invocation.Streams.Write(TableText.Align(text.ToString(), LeastWidth, Gap));
        return ExitStatus.Success;
    }
}
