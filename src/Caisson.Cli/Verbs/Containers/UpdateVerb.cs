using System.Text.Json;
using System.Text.Json.Nodes;
using Caisson.Cli.Client;
using Caisson.Cli.Options;
using Caisson.Cli.Settings;
using Caisson.Cli.Settings.Values;

namespace Caisson.Cli.Verbs.Containers;

/// <summary><c>container update</c>.</summary>
internal sealed class UpdateVerb : EachVerb
{
    private readonly ResourceFlags _resources = new();
    private readonly TextFlag _restart = new("restart", "Restart policy to apply when a container exits");

    /// <inheritdoc/>
    internal override string Summary => "Update configuration of one or more containers";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "CONTAINER [CONTAINER...]";

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> Flags => [.. _resources.All, _restart];

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Container;

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation, EngineClient client) =>
        Flags.Any(f => f.IsSet)
            ? base.RunAsync(invocation, client)
            : throw new ArgumentFault("you must provide one or more flags when using this command");

    /// <inheritdoc/>
    protected override async Task<string?> DoAsync(Invocation invocation, EngineClient client, string name)
    {
        JsonObject request = [];
        _resources.Write([], request);
        if (_restart.IsSet)
        {
            try
            {
                request["RestartPolicy"] = RestartPolicy.Parse(_restart.Value);
            }
            catch (FormatException e)
            {
                throw new ArgumentFault(e.Message);
            }
        }

        JsonElement answer = await client.PostAsync(Container(name) + "/update", null, request, invocation.Cancellation).ConfigureAwait(false);
        foreach (string warning in answer.Texts("Warnings"))
        {
            invocation.Streams.WriteErrorLine(warning);
        }

        return null;
    }
}
