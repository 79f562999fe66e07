using Caisson.Cli.Options;

namespace Caisson.Cli.Verbs;

/// <summary>Something that the program does. One is made for each time that it is done.</summary>
internal abstract class Verb
{
    /// <summary>A line that says what it does.</summary>
    internal abstract string Summary { get; }

    /// <summary>What the help text says instead of that line.</summary>
    internal virtual string Description => Summary;

    /// <summary>Its arguments, for the help text.</summary>
    internal virtual string ArgumentsUsage => "";

    /// <summary>How many arguments it takes.</summary>
    internal virtual Arity Arity => new(0, 0);

    /// <summary>Its options.</summary>
    internal virtual IReadOnlyList<Flag> Flags => [];

    /// <summary>Whether it is left out of lists.</summary>
    internal virtual bool IsHidden => false;

    /// <summary>What its arguments are names of, which shells can complete.</summary>
    internal virtual NameKind Completes => NameKind.None;

    /// <summary>Whether what follows the first argument is the command of a container, dashes or not.</summary>
    internal virtual bool StopsAtFirstArgument => false;

    /// <summary>Whether everything behind its name is an argument.</summary>
    internal virtual bool TakesWordsAsTheyAre => false;

    /// <summary>Does it.</summary>
    /// <returns>The exit status.</returns>
    internal abstract Task<int> RunAsync(Invocation invocation);
}
