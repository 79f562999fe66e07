using System.Text.Json;

namespace Caisson.Engine.Filtering;

/// <summary>Filters as clients send them: names, each with values, of which one has to fit.</summary>
/// <remarks>Thread: immutable after it was read.</remarks>
public sealed class FilterSet
{
    // More values than anybody filters by; each one is compared with each object.
    private const int MaxValues = 10_000;

    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    /// <summary>No filters.</summary>
    public static FilterSet None { get; } = new();

    /// <summary>The names that have values.</summary>
    public IReadOnlyCollection<string> Names => _values.Keys;

    /// <summary>Makes filters from names and values.</summary>
    /// <param name="pairs">The pairs; a name may be there several times.</param>
    public static FilterSet Of(params IEnumerable<(string Name, string Value)> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        FilterSet set = new();
        foreach ((string name, string value) in pairs)
        {
            set.Add(name, value);
        }

        return set;
    }

    /// <summary>Reads JSON: <c>{"label":{"a=b":true}}</c>, or as old clients have it, <c>{"label":["a=b"]}</c>.</summary>
    /// <param name="json">The text; empty for no filters.</param>
    /// <exception cref="EngineException">It is neither.</exception>
    public static FilterSet Parse(string? json)
    {
        if (string.IsNullOrEmpty(json))
        {
            return None;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 4 });
            FilterSet set = new();
            if (document.RootElement.ValueKind != JsonValueKind.Null)
            {
                set.AddAll(document.RootElement);
            }

            return set;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new EngineException(EngineErrorKind.InvalidParameter, "invalid filter", e);
        }
    }

    /// <summary>Whether there are values for a name.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>The values for a name; empty where there are none.</summary>
    public IReadOnlyList<string> Of(string name) => _values.TryGetValue(name, out List<string>? values) ? values : [];

    /// <summary>Whether something fits: it equals one of the values, or there are none.</summary>
    public bool IsExactly(string name, string text)
    {
        IReadOnlyList<string> values = Of(name);
        return values.Count == 0 || values.Contains(text, StringComparer.Ordinal);
    }

    /// <summary>Whether labels or the like fit all values, each <c>KEY</c> or <c>KEY=VALUE</c>.</summary>
    /// <param name="name">The filter.</param>
    /// <param name="labels">The labels.</param>
    public bool FitsLabels(string name, IReadOnlyDictionary<string, string>? labels)
    {
        foreach (string wanted in Of(name))
        {
            int equals = wanted.IndexOf('=', StringComparison.Ordinal);
            if (labels is null
                || !labels.TryGetValue(equals < 0 ? wanted : wanted[..equals], out string? value)
                || (equals >= 0 && value != wanted[(equals + 1)..]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A filter that is a switch.</summary>
    /// <param name="name">The filter.</param>
    /// <returns>Null where it is not given.</returns>
    /// <exception cref="EngineException">Its value is none of a switch.</exception>
    public bool? Switch(string name)
    {
        IReadOnlyList<string> values = Of(name);
        return values switch
        {
            [] => null,
            ["1" or "true" or "t" or "T" or "TRUE" or "True"] => true,
            ["0" or "false" or "f" or "F" or "FALSE" or "False"] => false,
            _ => throw Invalid(name, values),
        };
    }

    /// <summary>Refuses names that nobody knows.</summary>
    /// <param name="known">The known names.</param>
    /// <exception cref="EngineException">There is one.</exception>
    public void Check(params ReadOnlySpan<string> known)
    {
        foreach (string name in _values.Keys)
        {
            if (!known.Contains(name))
            {
                throw new EngineException(EngineErrorKind.InvalidParameter, $"invalid filter '{name}'");
            }
        }
    }

    /// <summary>The error for a value that does not fit its filter, in Docker's words.</summary>
    public static EngineException Invalid(string name, IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new EngineException(EngineErrorKind.InvalidParameter, $"invalid filter '{name}=[{string.Join(' ', values)}]'");
    }

    private void AddAll(JsonElement root)
    {
        foreach (JsonProperty filter in root.EnumerateObject())
        {
            switch (filter.Value.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (JsonProperty value in filter.Value.EnumerateObject())
                    {
                        _ = value.Value.GetBoolean();
                        Add(filter.Name, value.Name);
                    }

                    break;
                case JsonValueKind.Array:
                    foreach (JsonElement value in filter.Value.EnumerateArray())
                    {
                        Add(filter.Name, value.GetString() ?? "");
                    }

                    break;
                case JsonValueKind.Null:
                    break;
                default:
                    throw new EngineException(EngineErrorKind.InvalidParameter, "invalid filter");
            }
        }
    }

    private void Add(string name, string value)
    {
        if (!_values.TryGetValue(name, out List<string>? values))
        {
            _values.Add(name, values = []);
        }

        if (values.Count >= MaxValues)
        {
            throw new EngineException(EngineErrorKind.InvalidParameter, $"invalid filter '{name}': more than {MaxValues} values");
        }

        if (!values.Contains(value, StringComparer.Ordinal))
        {
            values.Add(value);
        }
    }
}
