namespace Caisson.Engine.Containers.Mounts;

/// <summary>Paths in a container, as Go's path.Clean makes them.</summary>
internal static class CleanPath
{
    /// <summary>An absolute path without <c>.</c>, <c>..</c>, double and trailing slashes.</summary>
    internal static string Of(string absolute)
    {
        List<string> parts = [];
        foreach (string part in absolute.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                if (parts.Count > 0)
                {
                    parts.RemoveAt(parts.Count - 1);
                }
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return "/" + string.Join('/', parts);
    }
}
