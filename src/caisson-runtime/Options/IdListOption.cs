namespace Caisson.Runtime.CommandLine.Options;

/// <summary>An option that may be given again and again, each time with one id (0 to 2³²-1).</summary>
internal sealed class IdListOption(string name, string help) : Option(name, help)
{
    private List<uint>? _values;

    /// <summary>The ids, in the order given.</summary>
    internal IReadOnlyList<uint> Values => (IReadOnlyList<uint>?)_values ?? [];

    /// <inheritdoc/>
    protected override string? TryAccept(string value)
    {
        NumberParse result = GoText.TryParseInteger(value, out long number);
        if (result == NumberParse.Ok && number is < 0 or > uint.MaxValue)
        {
            result = NumberParse.OutOfRange;
        }

        if (result != NumberParse.Ok)
        {
            string what = result == NumberParse.OutOfRange ? GoText.OutOfRange : GoText.InvalidSyntax;
            return $"strconv.ParseInt: parsing {GoText.Quote(value)}: {what}";
        }

        (_values ??= []).Add((uint)number);
        return null;
    }
}
