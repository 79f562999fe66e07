namespace Caisson.Images.Tests.Registry.Support;

/// <summary>A request as a server has read it.</summary>
internal sealed record TestRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    internal string Path => Target.Split('?')[0];

    internal IReadOnlyDictionary<string, string> Query
    {
        get
        {
            Dictionary<string, string> all = [];
            foreach (string item in Target.Contains('?') ? Target[(Target.IndexOf('?') + 1)..].Split('&') : [])
            {
                string[] parts = item.Split('=', 2);
                string value = Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? "");
                all[parts[0]] = all.TryGetValue(parts[0], out string? before) ? $"{before} {value}" : value;
            }

            return all;
        }
    }

    internal string? this[string header] => Headers.TryGetValue(header, out string? value) ? value : null;
}
