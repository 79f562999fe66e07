using Caisson.Cli.Help;
using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Host;

/// <summary><c>completion</c>.</summary>
internal sealed class CompletionVerb : Verb
{
    /// <inheritdoc/>
    internal override string Summary => "Print what makes a shell complete command lines";

    /// <inheritdoc/>
    internal override string ArgumentsUsage => "bash|fish|zsh";

    /// <inheritdoc/>
    internal override Arity Arity => new(1, 1);

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation)
    {
        string shell = invocation.Arguments[0];
        invocation.Streams.Write(CompletionScripts.Of(shell)
            ?? throw new ArgumentFault($"{ProgramInfo.Name}: no completion for {shell}: it is {string.Join(", ", CompletionScripts.Shells)}"));
        return Task.FromResult(ExitStatus.Success);
    }
}
