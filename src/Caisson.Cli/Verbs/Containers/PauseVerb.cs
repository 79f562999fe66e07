using Caisson.Cli.Client;

namespace Caisson.Cli.Verbs.Containers;

/// <summary><c>container pause</c>.</summary>
internal sealed class PauseVerb : EachVerb
{
    /// <inheritdoc/>
    internal override string Summary => "Pause all processes within one or more containers";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "CONTAINER [CONTAINER...]";

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.RunningContainer;

    /// <inheritdoc/>
    protected override async Task<string?> DoAsync(Invocation invocation, EngineClient client, string name)
    {
        await client.PostAsync(Container(name) + "/pause", null, null, invocation.Cancellation).ConfigureAwait(false);
        return null;
    }
}
