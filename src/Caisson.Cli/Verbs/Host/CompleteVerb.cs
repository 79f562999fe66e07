using Caisson.Cli.Help;
using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs.Host;

/// <summary><c>__complete</c>: what shells ask.</summary>
internal sealed class CompleteVerb : Verb
{
    /// <inheritdoc/>
    internal override string Summary => "Print what the last word can be completed to";

    /// <inheritdoc/>
    internal override Arity Arity => new(0, null);

    /// <inheritdoc/>
    internal override bool IsHidden => true;

    /// <inheritdoc/>
    internal override bool TakesWordsAsTheyAre => true;

    /// <inheritdoc/>
    internal override Task<int> RunAsync(Invocation invocation)
    {
        foreach (string candidate in Completion.Of(invocation.Arguments))
        {
            invocation.Streams.WriteLine(candidate);
        }

        return Task.FromResult(ExitStatus.Success);
    }
}
