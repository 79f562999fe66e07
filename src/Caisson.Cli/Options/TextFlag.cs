namespace Caisson.Cli.Options;

/// <summary>An option with a text.</summary>
internal sealed class TextFlag(string name, string description) : Flag(name, description)
{
    /// <summary>What it is without being given.</summary>
    internal string Default { get; init; } = "";

    /// <summary>The text that was given last.</summary>
    internal string Value { get => field ?? Default; private set; }

    /// <summary>The text; null where none was given.</summary>
    internal string? ValueOrNull => IsSet ? Value : null;

    /// <inheritdoc/>
    internal override string ValueWord => "string";

    /// <inheritdoc/>
    internal override string DefaultText => Default.Length == 0 ? "" : $"\"{Default}\"";

    /// <inheritdoc/>
    protected override void Accept(string value) => Value = value;
}
