namespace Caisson.Runtime.CommandLine.Options;

/// <summary>An option with a span of time, written as Go does (<c>5s</c>, <c>1h2m3.5s</c>, <c>250ms</c>).</summary>
internal sealed class DurationOption(string name, string help, TimeSpan fallback, string fallbackText)
    : Option(name, help)
{
    /// <summary>The span given, or what holds without one.</summary>
    internal TimeSpan Value { get; private set; } = fallback;

    /// <inheritdoc/>
    internal override string? DefaultText => fallbackText;

    /// <inheritdoc/>
    protected override string? TryAccept(string value)
    {
        if (!GoDuration.TryParse(value, out TimeSpan span))
        {
            return GoText.ParseError;
        }

        Value = span;
        return null;
    }
}
