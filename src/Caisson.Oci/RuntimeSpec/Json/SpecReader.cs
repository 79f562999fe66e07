using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Caisson.Oci.RuntimeSpec.Json;

/// <summary>Reads one value of an array or a map.</summary>
internal delegate T ItemReader<T>(ref SpecReader json);

/// <summary>
/// A cursor over a document. Each Read method expects to stand on a value and stays on its last token; the records read
/// themselves with it, property by property.
/// </summary>
/// <remarks>
/// Why not JsonSerializer: its metadata costs 2.5 ms and 1.2 MB the first time that a process reads a config.json, and
/// a runtime reads one in its life. This costs a tenth, and knows the path of a fault. A property whose value is null
/// counts as left out, and the last of two properties with one name wins, as in Go's JSON.
/// </remarks>
internal ref struct SpecReader
{
    private readonly ReadOnlySpan<byte> _utf8;
    private readonly Span<char> _name;
    private readonly string _document;
    private Utf8JsonReader _json;

    /// <param name="utf8">The document.</param>
    /// <param name="document">What errors call it.</param>
    /// <param name="name">Room for the name of a property: longer than any that the specification knows.</param>
    internal SpecReader(ReadOnlySpan<byte> utf8, string document, Span<char> name)
    {
        _utf8 = utf8;
        _document = document;
        _name = name;
        _json = new Utf8JsonReader(utf8);
    }

    /// <summary>How many objects and arrays are open.</summary>
    internal readonly int Depth =>
        _json.CurrentDepth + (_json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0);

    /// <summary>Moves to the document's value.</summary>
    internal void Begin() => _json.Read();

    /// <summary>Checks that nothing follows the document's value.</summary>
    /// <exception cref="JsonException">Something follows.</exception>
    internal void End() => _json.Read();

    /// <summary>Enters the object at the cursor.</summary>
    internal void BeginObject()
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            ThrowKind("an object");
        }
    }

    /// <summary>Moves to the value of the next property that is not null.</summary>
    /// <param name="name">The property's name, until the next call on this reader; empty for one that is too long to be
    /// known.</param>
    /// <returns>False at the object's end.</returns>
    internal bool NextProperty(out ReadOnlySpan<char> name)
    {
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            // A name is never longer in chars than in bytes of JSON, so that this check bounds the copy.
            int length = _json.ValueSpan.Length <= _name.Length ? CopyName() : 0;
            _json.Read();
            if (_json.TokenType != JsonTokenType.Null)
            {
                name = _name[..length];
                return true;
            }
        }

        name = default;
        return false;
    }

    /// <summary>Passes over the value at the cursor.</summary>
    internal void Skip() => _json.Skip();

    /// <summary>Whether the value at the cursor is a string.</summary>
    internal readonly bool IsString => _json.TokenType == JsonTokenType.String;

    /// <summary>Passes over the value at the cursor and returns it as the document has it.</summary>
    internal byte[] ReadRaw()
    {
        int start = (int)_json.TokenStartIndex;
        _json.Skip();
        return _utf8[start..(int)_json.BytesConsumed].ToArray();
    }

    internal string ReadString()
    {
        if (_json.TokenType != JsonTokenType.String)
        {
            ThrowKind("a string");
        }

        return Text();
    }

    internal bool ReadBoolean()
    {
        if (_json.TokenType is not (JsonTokenType.True or JsonTokenType.False))
        {
            ThrowKind("true or false");
        }

        return _json.TokenType == JsonTokenType.True;
    }

    internal long ReadInt64()
    {
        long value = 0;
        if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt64(out value))
        {
            ThrowInteger(long.MinValue, long.MaxValue);
        }

        return value;
    }

    internal ulong ReadUInt64()
    {
        ulong value = 0;
        if (_json.TokenType != JsonTokenType.Number || !_json.TryGetUInt64(out value))
        {
            ThrowInteger(0, ulong.MaxValue);
        }

        return value;
    }

    internal int ReadInt32() => (int)ReadInteger(int.MinValue, int.MaxValue);

    internal uint ReadUInt32() => (uint)ReadInteger(uint.MinValue, uint.MaxValue);

    internal ushort ReadUInt16() => (ushort)ReadInteger(ushort.MinValue, ushort.MaxValue);

    /// <summary>Reads one of the names of an enumeration.</summary>
    /// <returns>The name's value.</returns>
    internal int ReadName(NameTable names)
    {
        string name = ReadString();
        if (!names.TryFind(name, out int value))
        {
            Throw($"unknown {names.Kind} {Quoted.Text(name)} (one of {names.All})");
        }

        return value;
    }

    /// <summary>Reads a name that may be left out; an empty one counts as left out, as callers written in Go leave
    /// it.</summary>
    internal int? ReadOptionalName(NameTable names) =>
        _json.TokenType == JsonTokenType.String && _json.ValueSpan.IsEmpty ? null : ReadName(names);

    internal string[] ReadStrings() => ReadArray(static (ref json) => json.ReadString());

    internal T[] ReadArray<T>(ItemReader<T> item)
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            ThrowKind("an array");
        }

        T[] items = [];
        int count = 0;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (count == items.Length)
            {
                Array.Resize(ref items, count == 0 ? 4 : count * 2);
            }

            items[count++] = item(ref this);
        }

        Array.Resize(ref items, count);
        return items;
    }

    internal Dictionary<string, T> ReadMap<T>(ItemReader<T> item)
        where T : class
    {
        BeginObject();
        Dictionary<string, T> map = [];
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            string key = Text();
            _json.Read();
            map[key] = item(ref this);
        }

        return map;
    }

    internal Dictionary<string, string> ReadStringMap() => ReadMap(static (ref json) => json.ReadString());

    /// <summary>Refuses an object, at whose end the cursor stands, that lacks a property.</summary>
    internal readonly void Require([DoesNotReturnIf(false)] bool present, string property)
    {
        if (!present)
        {
            string owner = JsonPath.At(_utf8, _json.TokenStartIndex);
            throw new OciException(_document, JsonPath.Join(owner, property), "is missing");
        }
    }

    /// <summary>Refuses the value at the cursor.</summary>
    [DoesNotReturn]
    internal readonly void Throw(string fault) =>
        throw new OciException(_document, JsonPath.At(_utf8, _json.TokenStartIndex), fault);

    private int CopyName()
    {
        try
        {
            return _json.CopyString(_name);
        }
        catch (InvalidOperationException)
        {
            ThrowEncoding();
            return 0;
        }
    }

    private readonly string Text()
    {
        string text;
        try
        {
            text = _json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            ThrowEncoding();
            return "";
        }

        // Only an escape can bring a NUL: control characters are malformed JSON. The kernel would cut the string there,
        // and act on another path than the one that was checked.
        if (_json.ValueIsEscaped && text.Contains('\0'))
        {
            Throw("must not contain NUL");
        }

        return text;
    }

    private long ReadInteger(long minimum, long maximum)
    {
        long value = 0;
        if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt64(out value)
            || value < minimum || value > maximum)
        {
            ThrowInteger(minimum, (ulong)maximum);
        }

        return value;
    }

    [DoesNotReturn]
    private readonly void ThrowInteger(long minimum, ulong maximum) =>
        ThrowKind($"an integer from {minimum} to {maximum}");

    [DoesNotReturn]
    private readonly void ThrowEncoding() => Throw("is not valid UTF-8");

    [DoesNotReturn]
    private readonly void ThrowKind(string expected) => Throw(_json.TokenType switch
    {
        JsonTokenType.StartObject => $"must be {expected}, not an object",
        JsonTokenType.StartArray => $"must be {expected}, not an array",
        JsonTokenType.String => $"must be {expected}, not a string",
        JsonTokenType.Number => $"must be {expected}, not {Quoted.Number(_json.ValueSpan)}",
        JsonTokenType.True => $"must be {expected}, not true",
        JsonTokenType.False => $"must be {expected}, not false",
        _ => $"must be {expected}, not null",
    });
}
