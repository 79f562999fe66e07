using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Caisson.Cli.Client;

/// <summary>What stands behind the question mark of a request.</summary>
internal sealed class Query
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a value; nothing where it is null or empty.</summary>
    internal Query Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            _text.Append(_text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return this;
    }

    /// <summary>Adds a switch; nothing where it is off.</summary>
    internal Query Add(string name, bool value) => Add(name, value ? "1" : null);

    /// <summary>Adds a number; nothing where there is none.</summary>
    internal Query Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds filters that are written <c>name=value</c>.</summary>
    internal Query AddFilters(IEnumerable<string> filters)
    {
        Dictionary<string, JsonObject> byName = new(StringComparer.Ordinal);
        foreach (string filter in filters)
        {
            int equals = filter.IndexOf('=', StringComparison.Ordinal);
            string name = filter[..equals].Trim().ToLowerInvariant();
            if (!byName.TryGetValue(name, out JsonObject? values))
            {
                byName.Add(name, values = []);
            }

            values[filter[(equals + 1)..].Trim()] = true;
        }

        JsonObject document = [.. byName.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value))];
        return Add("filters", byName.Count == 0 ? null : document.ToJsonString());
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
