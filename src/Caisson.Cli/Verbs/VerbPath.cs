namespace Caisson.Cli.Verbs;

/// <summary>Words that name a verb.</summary>
/// <param name="Text">The words: <c>image ls</c>.</param>
/// <param name="Verb">The verb.</param>
/// <param name="IsAlias">Whether usage lines have another path for it.</param>
internal sealed record VerbPath(string Text, Verb Verb, bool IsAlias)
{
    /// <summary>The words.</summary>
    internal string[] Words { get; } = Text.Split(' ');

    /// <summary>The paths of a verb; the first is the usual one.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="paths">The paths; a mark behind one says that it is a mere alias.</param>
    internal static IEnumerable<VerbPath> Of(Verb verb, params string[] paths) =>
        paths.Select(p => new VerbPath(p.TrimEnd('!'), verb, p.EndsWith('!')));
}
