using System.Globalization;

namespace Caisson.Formatting.Templates.Printing;

/// <summary>Floating-point numbers as Go prints them; strconv.FormatFloat.</summary>
internal static class GoNumber
{
    // FormatFloat: where the digits are as few as possible, this stands for their number.
    private const int ShortestPrecision = 6;

    /// <summary>As encoding/json writes it: an exponent only for what is very small or large.</summary>
    internal static string Json(double value)
    {
        const int LeastExponent = -6;
        const int LargeExponent = 21;
        string text = General(value, null, LeastExponent, LargeExponent);

        // e-09 is e-9 there.
        return text is [.. var mantissa, 'e', '-', '0', var digit] ? $"{mantissa}e-{digit}" : text;
    }

    /// <summary>As <c>%g</c>, and as <c>%v</c>: an exponent for what is small, or has more digits than are asked for.</summary>
    /// <param name="value">The number.</param>
    /// <param name="digits">Significant digits; null for as few as tell the number from others.</param>
    internal static string General(double value, int? digits = null)
    {
        const int LeastExponent = -4;
        return General(value, digits, LeastExponent, digits is { } wanted ? Math.Max(wanted, 1) : ShortestPrecision);
    }

    private static string General(double value, int? digits, int least, int large)
    {
        if (!double.IsFinite(value))
        {
            return NotFinite(value);
        }

        if (value == 0)
        {
            return double.IsNegative(value) ? "-0" : "0";
        }

        string scientific = digits is { } wanted
            ? value.ToString("E" + (Math.Max(wanted, 1) - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : ShortestDigits(value);
        int e = scientific.IndexOf('E', StringComparison.Ordinal);
        int exponent = int.Parse(scientific.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        string sign = scientific[0] == '-' ? "-" : "";
        string mantissa = scientific[sign.Length..e].Replace(".", "", StringComparison.Ordinal).TrimEnd('0');
        mantissa = mantissa.Length == 0 ? "0" : mantissa;
        return sign + (exponent < least || exponent >= large ? WithExponent(mantissa, exponent) : Plain(mantissa, exponent));
    }

    /// <summary>As <c>%e</c>.</summary>
    internal static string Exponential(double value, int decimals)
    {
        if (!double.IsFinite(value))
        {
            return NotFinite(value);
        }

        string text = value.ToString("E" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        int e = text.IndexOf('E', StringComparison.Ordinal);
        int exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return text[..e] + Exponent(exponent);
    }

    /// <summary>As <c>%f</c>.</summary>
    internal static string Fixed(double value, int decimals) => double.IsFinite(value)
        ? value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : NotFinite(value);

    private static string NotFinite(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";

    // .NET's round-trip form is the shortest one, but has exponents in other places.
    private static string ShortestDigits(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        string sign = text[0] == '-' ? "-" : "";
        text = text[sign.Length..];
        int exponent = 0;
        int e = text.IndexOf('E', StringComparison.Ordinal);
        if (e >= 0)
        {
            exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        int point = text.IndexOf('.', StringComparison.Ordinal);
        string all = text.Replace(".", "", StringComparison.Ordinal);
        int zeros = all.Length - all.TrimStart('0').Length;
        exponent += (point < 0 ? text.Length : point) - 1 - zeros;
        all = all.TrimStart('0');
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{all[0]}.{all[1..]}E{exponent}");
    }

    private static string WithExponent(string mantissa, int exponent) =>
        mantissa[0] + (mantissa.Length > 1 ? "." + mantissa[1..] : "") + Exponent(exponent);

    private static string Exponent(int exponent) =>
        string.Create(CultureInfo.InvariantCulture, $"e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");

    private static string Plain(string mantissa, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + mantissa;
        }

        string padded = mantissa.PadRight(exponent + 1, '0');
        return padded.Length == exponent + 1 ? padded : $"{padded[..(exponent + 1)]}.{padded[(exponent + 1)..]}";
    }
}
