namespace Caisson.Cli.Options;

/// <summary>An option that can be given several times.</summary>
internal sealed class ListFlag(string name, string description) : Flag(name, description)
{
    private readonly List<string> _values = [];

    /// <summary>What the help text calls a value.</summary>
    internal string Word { get; init; } = "list";

    /// <summary>What the help text says that it is without being given.</summary>
    internal string Default { get; init; } = "";

    /// <summary>Whether a comma separates values, beside giving the option again.</summary>
    internal bool SplitsAtCommas { get; init; }

    /// <summary>Looks at a value.</summary>
    internal Action<string>? Check { get; init; }

    /// <summary>The values, in their order.</summary>
    internal IReadOnlyList<string> Values => _values;

    /// <inheritdoc/>
    internal override string ValueWord => Word;

    /// <inheritdoc/>
    internal override string DefaultText => Default;

    /// <inheritdoc/>
    protected override void Accept(string value)
    {
        foreach (string one in SplitsAtCommas ? value.Split(',') : [value])
        {
            Check?.Invoke(one);
            _values.Add(one);
        }
    }
}
