namespace Caisson.Runtime.CommandLine.Options;

/// <summary>An option with a whole number, written as in Go's source: <c>16</c>, <c>0x10</c>, …</summary>
internal sealed class NumberOption(string name, string help) : Option(name, help)
{
    /// <summary>The number given, or 0.</summary>
    internal long Value { get; private set; }

    /// <inheritdoc/>
    internal override string? DefaultText => "0";

    /// <summary>The number, where the library takes 32 bits and nothing below zero.</summary>
    /// <exception cref="UsageException">It is out of that range.</exception>
    internal int AsCount() => Value is >= 0 and <= int.MaxValue
        ? (int)Value
        : throw new UsageException($"invalid value \"{Value}\" for flag -{Name}: must be between 0 and {int.MaxValue}");

    /// <inheritdoc/>
    protected override string? TryAccept(string value)
    {
        switch (GoText.TryParseInteger(value, out long number))
        {
            case NumberParse.Ok:
                Value = number;
                return null;
            case NumberParse.OutOfRange:
                return GoText.OutOfRange;
            default:
                return GoText.ParseError;
        }
    }
}
