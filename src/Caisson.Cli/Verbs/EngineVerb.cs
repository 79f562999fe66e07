using Caisson.Cli.Client;

namespace Caisson.Cli.Verbs;

/// <summary>Something that an engine does.</summary>
internal abstract class EngineVerb : Verb
{
    /// <inheritdoc/>
    internal sealed override async Task<int> RunAsync(Invocation invocation)
    {
        using EngineClient client = invocation.OpenEngine();
        return await RunAsync(invocation, client).ConfigureAwait(false);
    }

    /// <summary>Does it.</summary>
    /// <returns>The exit status.</returns>
    internal abstract Task<int> RunAsync(Invocation invocation, EngineClient client);

    /// <summary>The path of a container.</summary>
    protected static string Container(string name) => $"/containers/{EngineClient.Escape(name)}";
}
