namespace Caisson.Runtime.CommandLine.Options;

/// <summary>An option that may be given again and again, each time with one text. A comma separates nothing.</summary>
internal sealed class TextListOption(string name, string help) : Option(name, help)
{
    private List<string>? _values;

    /// <summary>The texts, in the order given.</summary>
    internal IReadOnlyList<string> Values => (IReadOnlyList<string>?)_values ?? [];

    /// <inheritdoc/>
    protected override string? TryAccept(string value)
    {
        (_values ??= []).Add(value);
        return null;
    }
}
