namespace Caisson.Oci.RuntimeSpec.Json;

/// <summary>The names that the specification gives the values of an enumeration.</summary>
internal sealed class NameTable
{
    private readonly string[] _names;
    private readonly int[]? _values;
    private readonly int _first;

    /// <summary>For values that follow one another.</summary>
    /// <param name="kind">What a value is, for messages: <c>namespace</c>.</param>
    /// <param name="first">The first name's value.</param>
    /// <param name="names">The names.</param>
    internal NameTable(string kind, int first, params string[] names)
    {
        Kind = kind;
        _first = first;
        _names = names;
    }

    /// <summary>For values that do not.</summary>
    /// <param name="kind">What a value is, for messages.</param>
    /// <param name="values">The values.</param>
    /// <param name="names">Their names, in the same order.</param>
    internal NameTable(string kind, int[] values, string[] names)
    {
        Kind = kind;
        _values = values;
        _names = names;
    }

    /// <summary>What a value is.</summary>
    internal string Kind { get; }

    /// <summary>All names, for messages.</summary>
    internal string All => string.Join(", ", _names);

    internal bool TryFind(string name, out int value)
    {
        int index = Array.IndexOf(_names, name);
        value = index < 0 ? 0 : _values is null ? _first + index : _values[index];
        return index >= 0;
    }

    internal string NameOf(int value)
    {
        int index = _values is null ? value - _first : Array.IndexOf(_values, value);
        return (uint)index < (uint)_names.Length
            ? _names[index]
            : throw new ArgumentOutOfRangeException(nameof(value), value, Kind);
    }
}
