namespace Caisson.Cli.Options;

/// <summary>An option of a verb, with the syntax of Docker's: <c>--name value</c>, <c>--name=value</c>, <c>-n value</c>,
/// <c>-nvalue</c>.</summary>
/// <param name="name">Its name, without dashes.</param>
/// <param name="description">A line for the help text.</param>
internal abstract class Flag(string name, string description)
{
    /// <summary>Its name, without dashes.</summary>
    internal string Name { get; } = name;

    /// <summary>A line, or several, for the help text.</summary>
    internal string Description { get; } = description;

    /// <summary>One letter that stands for it.</summary>
    internal char? Shorthand { get; init; }

    /// <summary>Whether it is accepted, and not shown.</summary>
    internal bool IsHidden { get; init; }

    /// <summary>The option that has taken its place; null where it is not out of date.</summary>
    internal string? Successor { get; init; }

    /// <summary>What the help text calls its value; empty for one that needs none.</summary>
    internal abstract string ValueWord { get; }

    /// <summary>What stands behind the description: the value that it has without being given.</summary>
    internal virtual string DefaultText => "";

    /// <summary>The value that is meant where none is given; null where one must be.</summary>
    internal virtual string? ImpliedValue => null;

    /// <summary>Whether it was given.</summary>
    internal bool IsSet { get; private set; }

    /// <summary>As errors call it: <c>-a, --all</c>.</summary>
    internal string Display => Shorthand is { } letter ? $"-{letter}, --{Name}" : $"--{Name}";

    /// <summary>Sets its value.</summary>
    /// <exception cref="FormatException">The value is none; says why.</exception>
    internal void Set(string value)
    {
        Accept(value);
        IsSet = true;
    }

    /// <inheritdoc cref="Set"/>
    protected abstract void Accept(string value);
}
