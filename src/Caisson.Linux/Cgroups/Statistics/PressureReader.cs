using System.Globalization;

namespace Caisson.Linux.Cgroups.Statistics;

/// <summary>Reads pressure files.</summary>
internal static class PressureReader
{
    /// <summary>Lines like <c>some avg10=0.00 avg60=0.00 avg300=0.00 total=0</c>.</summary>
    public static CgroupPressure Parse(ReadOnlySpan<char> text)
    {
        CgroupPressureShare some = default;
        CgroupPressureShare full = default;
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            if (line.StartsWith("some "))
            {
                some = ParseLine(line);
            }
            else if (line.StartsWith("full "))
            {
                full = ParseLine(line);
            }
        }

        return new CgroupPressure(some, full);
    }

    private static CgroupPressureShare ParseLine(ReadOnlySpan<char> line) =>
        new(
            Share(line, "avg10="), Share(line, "avg60="), Share(line, "avg300="),
            CgroupNumber.Parse(Term(line, "total=")));

    private static double Share(ReadOnlySpan<char> line, string key) =>
        double.TryParse(Term(line, key), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share)
            ? share
            : 0;

    private static ReadOnlySpan<char> Term(ReadOnlySpan<char> line, string key)
    {
        int start = line.IndexOf(key);
        if (start < 0)
        {
            return default;
        }

        ReadOnlySpan<char> rest = line[(start + key.Length)..];
        int end = rest.IndexOf(' ');
        return end < 0 ? rest : rest[..end];
    }
}
