namespace Caisson.Linux.Resctrl;

/// <summary>
/// The lines of a group's <c>schemata</c>: <c>L3:0=ff;1=f0</c>, a resource and a value for each of its domains;
/// Documentation/arch/x86/resctrl.rst, "Schemata files".
/// </summary>
internal static class ResctrlSchemata
{
    /// <summary>The lines to write: those of the cache without any for memory bandwidth, if that has one of its own.</summary>
    internal static List<string> Combine(string? l3Cache, string? memoryBandwidth, IReadOnlyList<string>? others)
    {
        var lines = new List<string>();
        foreach (string line in (l3Cache ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (string.IsNullOrEmpty(memoryBandwidth) || !line.StartsWith("MB:", StringComparison.Ordinal))
            {
                lines.Add(line);
            }
        }

        if (!string.IsNullOrEmpty(memoryBandwidth))
        {
            lines.Add(memoryBandwidth.Trim());
        }

        foreach (string line in others ?? [])
        {
            if (line.Trim() is { Length: > 0 } trimmed)
            {
                lines.Add(trimmed);
            }
        }

        return lines;
    }

    /// <summary>The first of these lines that says something else than the file does; null if there is none.</summary>
    internal static string? FindDifference(IReadOnlyList<string> lines, string file)
    {
        Dictionary<string, string> present = Parse(file.Split('\n'));
        foreach (string line in lines)
        {
            foreach ((string domain, string value) in Parse([line]))
            {
                if (!present.TryGetValue(domain, out string? other) || other != value)
                {
                    return line;
                }
            }
        }

        return null;
    }

    /// <summary>The line of a resource, as it stands in the file; null if it has none.</summary>
    internal static string? Find(string file, string resource)
    {
        foreach (string line in file.Split('\n'))
        {
            if (line.TrimStart().StartsWith(resource + ":", StringComparison.Ordinal))
            {
                return line.Trim();
            }
        }

        return null;
    }

    // "L3:0=0ff" becomes "L3:0" and "ff": the kernel writes numbers in its own way.
    private static Dictionary<string, string> Parse(IReadOnlyList<string> lines)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            int colon = line.IndexOf(':');
            if (colon < 0)
            {
                continue;
            }

            foreach (string pair in line[(colon + 1)..].Split(';', StringSplitOptions.TrimEntries))
            {
                int equals = pair.IndexOf('=');
                string value = pair[(equals + 1)..].Trim().TrimStart('0').ToLowerInvariant();
                values[$"{line[..colon].Trim()}:{(equals < 0 ? "" : pair[..equals].Trim().TrimStart('0'))}"] = value.Length == 0 ? "0" : value;
            }
        }

        return values;
    }
}
