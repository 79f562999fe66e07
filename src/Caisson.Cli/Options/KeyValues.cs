namespace Caisson.Cli.Options;

/// <summary>Values of options that are <c>NAME=VALUE</c>.</summary>
internal static class KeyValues
{
    /// <summary>Looks whether a filter is one.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    internal static void CheckFilter(string value)
    {
        if (!value.Contains('=', StringComparison.Ordinal))
        {
            throw new FormatException("bad format of filter (expected name=value)");
        }
    }

    /// <summary>Labels: one without a value has an empty one.</summary>
    internal static Dictionary<string, string> Labels(IEnumerable<string> values) => Parse(values, static _ => "");

    /// <summary>Arguments of a build: one without a value has that of the environment, and is left out where there is
    /// none.</summary>
    internal static Dictionary<string, string> Arguments(IEnumerable<string> values) =>
        Parse(values, Environment.GetEnvironmentVariable);

    private static Dictionary<string, string> Parse(IEnumerable<string> values, Func<string, string?> otherwise)
    {
        Dictionary<string, string> all = new(StringComparer.Ordinal);
        foreach (string value in values)
        {
            int equals = value.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? value : value[..equals];
            if ((equals < 0 ? otherwise(name) : value[(equals + 1)..]) is { } text)
            {
                all[name] = text;
            }
        }

        return all;
    }
}
