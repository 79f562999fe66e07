using System.Collections;

namespace Caisson.Formatting.Templates;

/// <summary>A map with texts as keys, which are always taken in their order, as Go prints, ranges over and writes
/// them.</summary>
public sealed class TemplateMap : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly SortedDictionary<string, object?> _entries = new(StringComparer.Ordinal);

    /// <summary>How many keys there are.</summary>
    public int Count => _entries.Count;

    /// <summary>The keys, in their order.</summary>
    public IReadOnlyCollection<string> Keys => _entries.Keys;

    /// <summary>A map of texts; one that is not there where there is none.</summary>
    public static object Of(IReadOnlyDictionary<string, string>? texts)
    {
        if (texts is null)
        {
            return TemplateNothing.Map;
        }

        TemplateMap map = [];
        foreach ((string key, string value) in texts)
        {
            map.Add(key, value);
        }

        return map;
    }

    /// <summary>Sets a key's value.</summary>
    public void Add(string key, object? value) => _entries[key] = value;

    /// <summary>A key's value.</summary>
    /// <returns>False where there is no such key.</returns>
    public bool TryGet(string key, out object? value) => _entries.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
