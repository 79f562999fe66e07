using System.Text.Json.Nodes;

namespace Caisson.Cli.Settings.Values;

/// <summary>Values of <c>--restart</c>: <c>on-failure:3</c>.</summary>
internal static class RestartPolicy
{
    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is wrong.</exception>
    internal static JsonObject Parse(string value)
    {
        int colon = value.IndexOf(':', StringComparison.Ordinal);
        if (colon == 0)
        {
            throw new FormatException("invalid restart policy format: no policy provided before colon");
        }

        int count = 0;
        if (colon > 0 && value.Length > colon + 1 && !int.TryParse(value[(colon + 1)..], out count))
        {
            throw new FormatException("invalid restart policy format: maximum retry count must be an integer");
        }

        JsonObject policy = new() { ["Name"] = colon < 0 ? value : value[..colon] };
        return policy.Put("MaximumRetryCount", count == 0 ? null : count);
    }
}
