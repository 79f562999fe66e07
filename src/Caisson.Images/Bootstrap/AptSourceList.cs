namespace Caisson.Images.Bootstrap;

/// <summary>Reads the host's sources, in both of apt's styles; sources.list(5).</summary>
internal static class AptSourceList
{
    private const string AptFolder = "/etc/apt";

    /// <summary>The host's sources of binary packages, in the order in which apt reads them.</summary>
    /// <param name="folder">Where sources.list and sources.list.d are.</param>
    internal static IReadOnlyList<AptSource> Read(string folder = AptFolder)
    {
        List<AptSource> sources = [];
        List<string> files = [Path.Combine(folder, "sources.list")];
        string parts = Path.Combine(folder, "sources.list.d");
        if (Directory.Exists(parts))
        {
            files.AddRange(Directory.GetFiles(parts).Order(StringComparer.Ordinal));
        }

        foreach (string file in files.Where(File.Exists))
        {
            switch (Path.GetExtension(file))
            {
                case ".list": sources.AddRange(ReadLines(File.ReadAllText(file))); break;
                case ".sources": sources.AddRange(ReadStanzas(File.ReadAllText(file))); break;
                default: break;
            }
        }

        return sources;
    }

    /// <summary>Reads <c>deb [OPTION=VALUE…] ADDRESS SUITE COMPONENT…</c> lines.</summary>
    internal static IEnumerable<AptSource> ReadLines(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            string source = line.Split('#')[0].Trim();
            string? signedBy = null;
            int open = source.IndexOf('[', StringComparison.Ordinal);
            int close = source.IndexOf(']', StringComparison.Ordinal);
            if (open >= 0 && close > open)
            {
                foreach (string option in Words(source[(open + 1)..close]))
                {
                    signedBy = option.StartsWith("signed-by=", StringComparison.OrdinalIgnoreCase) ? option["signed-by=".Length..] : signedBy;
                }

                source = $"{source[..open]} {source[(close + 1)..]}";
            }

            if (Words(source) is ["deb", var address, var suite, .. { Length: > 0 } components])
            {
                yield return new AptSource(address, suite, components, PathOf(signedBy));
            }
        }
    }

    /// <summary>Reads stanzas in the style of deb822(5).</summary>
    internal static IEnumerable<AptSource> ReadStanzas(string text)
    {
        Dictionary<string, string> fields = new(StringComparer.OrdinalIgnoreCase);
        string field = "";
        foreach (string line in text.Split('\n').Append(""))
        {
            if (line.Trim().Length == 0)
            {
                foreach (AptSource source in SourcesOf(fields))
                {
                    yield return source;
                }

                fields.Clear();
            }
            else if (line[0] is ' ' or '\t')
            {
                fields[field] = $"{fields.GetValueOrDefault(field)} {line.Trim()}";
            }
            else if (line[0] != '#' && line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                field = line[..colon].Trim();
                fields[field] = line[(colon + 1)..].Trim();
            }
        }
    }

    private static IEnumerable<AptSource> SourcesOf(Dictionary<string, string> fields)
    {
        string[] List(string name) => Words(fields.GetValueOrDefault(name) ?? "");
        bool isEnabled = !fields.TryGetValue("Enabled", out string? enabled) || enabled is not ("no" or "false" or "0");
        if (!isEnabled || !List("Types").Contains("deb"))
        {
            yield break;
        }

        foreach (string address in List("URIs"))
        {
            foreach (string suite in List("Suites"))
            {
                if (List("Components") is { Length: > 0 } components)
                {
                    yield return new AptSource(address, suite, components, PathOf(fields.GetValueOrDefault("Signed-By")));
                }
            }
        }
    }

    // A key ring may stand in the place of its path; then apt's own trusted keys have to do.
    private static string? PathOf(string? signedBy) =>
        signedBy is not null && signedBy.StartsWith('/') && !signedBy.Contains(' ') ? signedBy : null;

    private static string[] Words(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
