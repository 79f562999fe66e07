namespace Caisson.Cli.Options;

/// <summary>How many arguments a verb takes.</summary>
/// <param name="Least">At least so many.</param>
/// <param name="Most">At most so many; null for any number.</param>
internal readonly record struct Arity(int Least, int? Most)
{
    /// <summary>What is wrong with a number of arguments; null where nothing is.</summary>
    internal string? Fault(int count) =>
        count >= Least && (Most is null || count <= Most) ? null
        : Most == 0 ? "accepts no arguments"
        : Most == Least ? $"requires {Arguments(Least)}"
        : Most is null ? $"requires at least {Arguments(Least)}"
        : Least == 0 ? $"requires at most {Arguments(Most.Value)}"
        : $"requires at least {Least} and at most {Arguments(Most.Value)}";

    private static string Arguments(int count) => count == 1 ? "1 argument" : $"{count} arguments";
}
