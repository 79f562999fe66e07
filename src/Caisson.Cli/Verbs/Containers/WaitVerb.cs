using System.Globalization;
using Caisson.Cli.Client;
using Caisson.Cli.Sessions;

namespace Caisson.Cli.Verbs.Containers;

/// <summary><c>container wait</c>.</summary>
internal sealed class WaitVerb : EachVerb
{
    /// <inheritdoc/>
    internal override string Summary => "Block until one or more containers stop, then print their exit codes";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "CONTAINER [CONTAINER...]";

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Container;

    /// <inheritdoc/>
    protected override async Task<string?> DoAsync(Invocation invocation, EngineClient client, string name)
    {
        Task<int> end = await ContainerEnd.ExpectAsync(client, name, "not-running", invocation.Cancellation).ConfigureAwait(false);
        int status = await end.ConfigureAwait(false);
        return status.ToString(CultureInfo.InvariantCulture);
    }
}
