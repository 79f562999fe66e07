using Caisson.Cli.Client;
using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Containers;

/// <summary><c>container rename</c>.</summary>
internal sealed class RenameVerb : EngineVerb
{
    /// <inheritdoc/>
    internal override string Summary => "Rename a container";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "CONTAINER NEW_NAME";

    /// <inheritdoc/>
    internal override Arity Arity => new(2, 2);

    /// <inheritdoc/>
    internal override NameKind Completes => NameKind.Container;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(Invocation invocation, EngineClient client)
    {
        string old = invocation.Arguments[0].Trim();
        string name = invocation.Arguments[1].Trim();
        if (old.Length == 0 || name.Length == 0)
        {
            throw new ArgumentFault("Error: Neither old nor new names may be empty");
        }

        try
        {
            await client.PostAsync(Container(old) + "/rename", new Query().Add("name", name), null, invocation.Cancellation).ConfigureAwait(false);
            return ExitStatus.Success;
        }
        catch (EngineException e) when (!e.IsUnreachable)
        {
            throw new ArgumentFault($"{e.Message}\nError: failed to rename container named {old}");
        }
    }
}
