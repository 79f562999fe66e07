using System.Globalization;
using System.Text;
using Caisson.Formatting.Templates.Evaluation;

namespace Caisson.Formatting.Templates.Printing;

/// <summary>One verb of a format, <c>%-10s</c>.</summary>
/// <param name="Verb">The verb.</param>
/// <param name="Flags">Its flags.</param>
/// <param name="Width">The least number of characters.</param>
/// <param name="Precision">Digits after the point, or the most characters of a text.</param>
internal readonly record struct GoVerb(Rune Verb, VerbFlags Flags, int? Width, int? Precision)
{
    private const int UsualDecimals = 6;

    // strconv formats no more digits than a number can have; what is more would be zeros.
    private const int MaxDecimals = 1000;

    /// <summary>Appends a value. In a list or map, the verb is for each element.</summary>
    internal void Append(StringBuilder output, object? value)
    {
        if (Verb.Value == 'T')
        {
            output.Append(Pad(GoType.Name(value)));
        }
        else
        {
            GoVerb verb = this;
            GoPrint.Append(output, value, (o, v) => o.Append(verb.One(v)));
        }
    }

    private string One(object? value)
    {
        string? text = value switch
        {
            null => Verb.Value == 'v' ? Pad("<nil>") : null,
            bool boolean => Verb.Value is 't' or 'v' ? Pad(boolean ? "true" : "false") : null,
            long whole => Whole(whole),
            double number => Number(number),
            _ => Text((string)value),
        };
        return text ?? $"%!{Verb}({(value is null ? "<nil>" : $"{GoType.Name(value)}={GoPrint.Value(value)}")})";
    }

    private string? Text(string text)
    {
        string cut = Precision is { } most && most < text.Length ? Truncate(text, most) : text;
        switch (Verb.Value)
        {
            case 's' or 'v':
                return Verb.Value == 'v' && Has(VerbFlags.Sharp) ? Pad(GoQuote.Quoted(cut)) : Pad(cut);
            case 'q':
                return Pad(Has(VerbFlags.Sharp) ? GoQuote.Back(cut) : Has(VerbFlags.Plus) ? GoQuote.Ascii(cut) : GoQuote.Quoted(cut));
            case 'x' or 'X':
                byte[] bytes = Encoding.UTF8.GetBytes(text);
                bytes = Precision is { } count && count < bytes.Length ? bytes[..count] : bytes;
                string prefix = Has(VerbFlags.Sharp) && bytes.Length > 0 ? "0" + Verb : "";
                return Pad(prefix + (Verb.Value == 'x' ? Convert.ToHexStringLower(bytes) : Convert.ToHexString(bytes)));
            default:
                return null;
        }
    }

    private string? Whole(long value)
    {
        switch (Verb.Value)
        {
            case 'd' or 'v':
                return Integer(value, Magnitude(value).ToString(CultureInfo.InvariantCulture), "");
            case 'b':
                return Integer(value, Magnitude(value).ToString("b", CultureInfo.InvariantCulture), Has(VerbFlags.Sharp) ? "0b" : "");
            case 'o' or 'O':
                return Integer(value, Octal(Magnitude(value)), Verb.Value == 'O' ? "0o" : Has(VerbFlags.Sharp) ? "0" : "");
            case 'x':
                return Integer(value, Magnitude(value).ToString("x", CultureInfo.InvariantCulture), Has(VerbFlags.Sharp) ? "0x" : "");
            case 'X':
                return Integer(value, Magnitude(value).ToString("X", CultureInfo.InvariantCulture), Has(VerbFlags.Sharp) ? "0X" : "");
            case 'c':
                return Pad((value == (int)value && Rune.IsValid((int)value) ? new Rune((int)value) : Rune.ReplacementChar).ToString());
            case 'q':
                return Pad(GoQuote.Character(value));
            case 'U':
                return Pad(string.Create(CultureInfo.InvariantCulture, $"U+{value:X4}"));
            default:
                return null;
        }
    }

    private string? Number(double value)
    {
        int decimals = Math.Min(Precision ?? UsualDecimals, MaxDecimals);
        int? digits = Precision is { } given ? Math.Min(given, MaxDecimals) : null;
        string? text = Verb.Value switch
        {
            'v' or 'g' or 'G' => GoNumber.General(value, digits),
            'e' or 'E' => GoNumber.Exponential(value, decimals),
            'f' or 'F' => GoNumber.Fixed(value, decimals),
            _ => null,
        };
        if (text is null)
        {
            return null;
        }

        text = Verb.Value is 'G' or 'E' ? text.ToUpperInvariant() : text;
        string sign = text[0] is '-' or '+' ? text[..1] : "";
        string magnitude = text[sign.Length..];
        sign = sign == "-" ? sign : Sign(isNegative: false);
        return Has(VerbFlags.Zero) && !Has(VerbFlags.Left) && double.IsFinite(value)
            ? sign + magnitude.PadLeft(Math.Max((Width ?? 0) - sign.Length, 0), '0')
            : Pad(sign + magnitude);
    }

    private string Integer(long value, string digits, string prefix)
    {
        string sign = Sign(value < 0);
        if (Precision is { } least)
        {
            digits = least == 0 && value == 0 ? "" : digits.PadLeft(least, '0');
            return Pad(sign + prefix + digits);
        }

        return Has(VerbFlags.Zero) && !Has(VerbFlags.Left)
            ? sign + prefix + digits.PadLeft(Math.Max((Width ?? 0) - sign.Length, 0), '0')
            : Pad(sign + prefix + digits);
    }

    private string Sign(bool isNegative) => isNegative ? "-" : Has(VerbFlags.Plus) ? "+" : Has(VerbFlags.Space) ? " " : "";

    private bool Has(VerbFlags flag) => (Flags & flag) != 0;

    private string Pad(string text)
    {
        int missing = (Width ?? 0) - text.EnumerateRunes().Count();
        return missing <= 0 ? text : Has(VerbFlags.Left) ? text + new string(' ', missing) : new string(' ', missing) + text;
    }

    private static ulong Magnitude(long value) => value < 0 ? (ulong)-(value + 1) + 1 : (ulong)value;

    private static string Octal(ulong value)
    {
        StringBuilder digits = new();
        do
        {
            digits.Insert(0, (char)('0' + (int)(value & 7)));
            value >>= 3;
        }
        while (value > 0);
        return digits.ToString();
    }

    private static string Truncate(string text, int runes)
    {
        StringBuilder cut = new();
        foreach (Rune rune in text.EnumerateRunes().Take(runes))
        {
            cut.Append(rune.ToString());
        }

        return cut.ToString();
    }
}
