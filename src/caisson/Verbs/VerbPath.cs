namespace Caisson.Cli.Verbs;

/// <summary>Words that name a verb.</summary>
/// <param name="Text">The words: <c>image ls</c>.</param>
/// <param name="Verb">The verb.</param>
/// <param name="IsAlias">Whether usage lines have another path for it.</param>
internal sealed record VerbPath(string Text, Verb Verb, bool IsAlias)
{
    /// <summary>The words.</summary>
    internal string[] Words { get; } = Text.Split(' ');
}
