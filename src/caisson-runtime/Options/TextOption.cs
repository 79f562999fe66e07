namespace Caisson.Runtime.CommandLine.Options;

/// <summary>An option with any text for a value. The last one given counts.</summary>
internal sealed class TextOption(string name, string help, string fallback = "")
    : Option(name, help)
{
    private string? _given;

    /// <summary>The text given, or what holds without one; empty if there is nothing of the kind.</summary>
    internal string Value => _given ?? fallback;

    /// <summary>The text given; null if there is none or it is empty, which means the same to callers.</summary>
    internal string? ValueOrNull => Value.Length == 0 ? null : Value;

    /// <inheritdoc/>
    internal override string? DefaultText => fallback.Length == 0 ? null : GoText.Quote(fallback);

    /// <inheritdoc/>
    protected override string? TryAccept(string value)
    {
        _given = value;
        return null;
    }
}
