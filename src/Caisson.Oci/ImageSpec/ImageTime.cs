using System.Globalization;

namespace Caisson.Oci.ImageSpec;

/// <summary>Times as images have them: RFC 3339 with up to nine digits after the second.</summary>
public static class ImageTime
{
    /// <summary>Writes a time in UTC as Go does, without trailing zeros: <c>2024-05-01T12:00:00.5Z</c>.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads a time, to the tenth of a microsecond.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        int end = text.Length;
        if (text is not [_, _, _, _, '-', _, _, '-', _, _, 'T', _, _, ':', _, _, ':', _, _, ..])
        {
            return false;
        }

        const int SecondsEnd = 19;
        int fraction = SecondsEnd;
        if (fraction < end && text[fraction] == '.')
        {
            do
            {
                fraction++;
            }
            while (fraction < end && char.IsAsciiDigit(text[fraction]));
        }

        // .NET reads seven digits, Go writes nine.
        int kept = Math.Min(fraction, SecondsEnd + 8);
        return fraction != SecondsEnd + 1
            && text[fraction..] is "Z" or ['+' or '-', _, _, ':', _, _]
            && DateTimeOffset.TryParseExact(
                string.Concat(text.AsSpan(0, kept), text.AsSpan(fraction)),
                "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out time);
    }
}
