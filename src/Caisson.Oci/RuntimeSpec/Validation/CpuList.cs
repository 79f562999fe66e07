using System.Globalization;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec.Validation;

/// <summary>Lists of CPUs or memory nodes, <c>0-3,7</c>; cpuset(7) §List format.</summary>
internal static class CpuList
{
    internal static void Check(string? list, string field, Findings findings)
    {
        if (string.IsNullOrEmpty(list))
        {
            return;
        }

        foreach (Range range in list.AsSpan().Split(','))
        {
            ReadOnlySpan<char> part = list.AsSpan()[range].Trim(' ');
            int dash = part.IndexOf('-');
            bool valid = dash < 0
                ? TryNumber(part, out _)
                : TryNumber(part[..dash], out int first)
                    && TryNumber(part[(dash + 1)..], out int last) && first <= last;
            if (!valid)
            {
                findings.Throw(field, $"must be a list like 0-3,7, not {Quoted.Text(list)}");
            }
        }
    }

    // TryParse lets NULs follow the digits.
    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && !text.Contains('\0');
}
