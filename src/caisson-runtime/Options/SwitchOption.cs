namespace Caisson.Runtime.CommandLine.Options;

/// <summary>An option that is there or not (<c>--force</c>), or says which (<c>--force=false</c>).</summary>
internal sealed class SwitchOption(string name, string help) : Option(name, help)
{
    /// <summary>Whether it is on.</summary>
    internal bool Value { get; private set; }

    /// <inheritdoc/>
    internal override bool TakesValue => false;

    /// <inheritdoc/>
    protected override string? TryAccept(string value)
    {
        if (!GoText.TryParseBoolean(value, out bool on))
        {
            return GoText.ParseError;
        }

        Value = on;
        return null;
    }

    /// <inheritdoc/>
    protected override string Complaint(string givenName, string value, string problem) =>
        $"invalid boolean value {GoText.Quote(value)} for -{givenName}: {problem}";
}
