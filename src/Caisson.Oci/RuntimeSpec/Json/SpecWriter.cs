using System.Text.Json;

namespace Caisson.Oci.RuntimeSpec.Json;

/// <summary>Writes properties of an object; those whose value is null are left out.</summary>
/// <param name="json">Where to, inside an object.</param>
internal readonly struct SpecWriter(Utf8JsonWriter json)
{
    internal void Text(string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    internal void Boolean(string name, bool? value)
    {
        if (value is { } present)
        {
            json.WriteBoolean(name, present);
        }
    }

    internal void Number(string name, long? value)
    {
        if (value is { } present)
        {
            json.WriteNumber(name, present);
        }
    }

    internal void Number(string name, ulong? value)
    {
        if (value is { } present)
        {
            json.WriteNumber(name, present);
        }
    }

    internal void Name(string name, NameTable names, int? value)
    {
        if (value is { } present)
        {
            json.WriteString(name, names.NameOf(present));
        }
    }

    internal void Names<T>(string name, NameTable names, T[]? values, Func<T, int> number)
        where T : struct, Enum
    {
        if (values is null)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (T value in values)
        {
            json.WriteStringValue(names.NameOf(number(value)));
        }

        json.WriteEndArray();
    }

    internal void Strings(string name, IReadOnlyList<string>? values)
    {
        if (values is null)
        {
            return;
        }

        json.WriteStartArray(name);
        for (int i = 0; i < values.Count; i++)
        {
            json.WriteStringValue(values[i]);
        }

        json.WriteEndArray();
    }

    internal void Numbers(string name, uint[]? values)
    {
        if (values is null)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (uint value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    internal void Object(string name, ISpecObject? value)
    {
        if (value is null)
        {
            return;
        }

        json.WriteStartObject(name);
        value.WriteTo(this);
        json.WriteEndObject();
    }

    internal void Objects(string name, IReadOnlyList<ISpecObject>? values)
    {
        if (values is null)
        {
            return;
        }

        json.WriteStartArray(name);
        for (int i = 0; i < values.Count; i++)
        {
            json.WriteStartObject();
            values[i].WriteTo(this);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes an object whose values say nothing, as Go writes a set.</summary>
    internal void Set(string name, IEnumerable<string>? names)
    {
        if (names is null)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach (string item in names)
        {
            json.WriteStartObject(item);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a value that is JSON already.</summary>
    internal void Raw(string name, ReadOnlySpan<byte> utf8)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(utf8);
    }

    internal void StringMap(string name, IReadOnlyDictionary<string, string>? map)
    {
        if (map is null)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach ((string key, string value) in map)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    internal void Map<T>(string name, IReadOnlyDictionary<string, T>? map)
        where T : class, ISpecObject
    {
        if (map is null)
        {
            return;
        }

        json.WriteStartObject(name);
        foreach ((string key, T value) in map)
        {
            Object(key, value);
        }

        json.WriteEndObject();
    }
}
