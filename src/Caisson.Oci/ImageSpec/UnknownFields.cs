using System.Text;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.ImageSpec;

/// <summary>Fields of an object that are not known here, kept as they were written.</summary>
public sealed class UnknownFields : IEquatable<UnknownFields>
{
    // In the document's order, which is the order in which they are written again.
    private readonly List<(string Name, byte[] Json)> _fields = [];

    /// <summary>The fields' names.</summary>
    public IEnumerable<string> Names => _fields.Select(f => f.Name);

    /// <summary>A field's value as JSON; null where there is no such field.</summary>
    public string? Value(string name)
    {
        int index = _fields.FindIndex(f => f.Name == name);
        return index < 0 ? null : Encoding.UTF8.GetString(_fields[index].Json);
    }

    /// <inheritdoc/>
    public bool Equals(UnknownFields? other) => other is not null
        && _fields.Count == other._fields.Count
        && _fields.Zip(other._fields).All(p => p.First.Name == p.Second.Name && p.First.Json.AsSpan().SequenceEqual(p.Second.Json));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as UnknownFields);

    /// <inheritdoc/>
    public override int GetHashCode() => _fields.Count;

    /// <summary>Takes the value at the cursor.</summary>
    /// <param name="json">The cursor.</param>
    /// <param name="name">Its name; an empty one is one that is too long to be read, and passed over.</param>
    internal void Add(ref SpecReader json, ReadOnlySpan<char> name)
    {
        // The span is the reader's buffer, which the value overwrites.
        string text = name.ToString();
        byte[] value = json.ReadRaw();
        if (text.Length > 0)
        {
            _fields.Add((text, value));
        }
    }

    internal void WriteTo(SpecWriter json)
    {
        foreach ((string name, byte[] value) in _fields)
        {
            json.Raw(name, value);
        }
    }
}
