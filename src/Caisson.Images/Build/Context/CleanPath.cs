namespace Caisson.Images.Build.Context;

/// <summary>Paths with slashes, by their text alone, as Go's path package treats them.</summary>
internal static class CleanPath
{
    /// <summary>
    /// The shortest path that means the same: no doubled or trailing slashes, no <c>.</c>, and <c>..</c> only at the
    /// start of a relative path. <c>.</c> for the empty path.
    /// </summary>
    internal static string Of(string path)
    {
        bool isAbsolute = path.StartsWith('/');
        List<string> parts = [];
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                if (parts.Count > 0 && parts[^1] != "..")
                {
                    parts.RemoveAt(parts.Count - 1);
                }
                else if (!isAbsolute)
                {
                    parts.Add(part);
                }
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        string joined = string.Join('/', parts);
        return isAbsolute ? $"/{joined}"
            : joined.Length == 0 ? "."
            : joined;
    }

    /// <summary>Joins and cleans; an absolute second path replaces nothing, it goes below the first.</summary>
    internal static string Join(string first, string second) =>
        first.Length == 0 ? Of(second) : second.Length == 0 ? Of(first) : Of($"{first}/{second}");

    /// <summary>The last name of a path: <c>c</c> of <c>/a/b/c/</c>, <c>/</c> of <c>/</c>, <c>.</c> of the empty path.</summary>
    internal static string Base(string path)
    {
        string trimmed = path.TrimEnd('/');
        return trimmed.Length == 0 ? path.Length == 0 ? "." : "/" : trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }

    /// <summary>The clean path without its last name; <c>.</c> where nothing is left.</summary>
    internal static string Parent(string path)
    {
        int slash = path.LastIndexOf('/');
        return slash < 0 ? "." : slash == 0 ? "/" : Of(path[..slash]);
    }
}
