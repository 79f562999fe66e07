namespace Caisson.Linux.DBus;

/// <summary>A value with its D-Bus type. Thread: immutable.</summary>
public sealed class DBusValue
{
    private readonly ulong _bits;
    private readonly string? _text;
    private readonly byte[]? _bytes;
    private readonly IReadOnlyList<DBusValue>? _items;

    private DBusValue(string signature, ulong bits) => (Signature, _bits) = (signature, bits);

    private DBusValue(string signature, string text) => (Signature, _text) = (signature, text);

    private DBusValue(byte[] bytes) => (Signature, _bytes) = ("ay", bytes);

    private DBusValue(string signature, IReadOnlyList<DBusValue> items) => (Signature, _items) = (signature, items);

    /// <summary>Its type: D-Bus Specification, "Type System".</summary>
    public string Signature { get; }

    /// <summary><c>b</c>.</summary>
    public static DBusValue Boolean(bool value) => new("b", value ? 1u : 0u);

    /// <summary><c>u</c>.</summary>
    public static DBusValue Natural(uint value) => new("u", value);

    /// <summary><c>t</c>.</summary>
    public static DBusValue Natural(ulong value) => new("t", value);

    /// <summary>A number of one of the types <c>y n q i u x t d</c>, as the bits that it has there.</summary>
    internal static DBusValue Number(char type, ulong bits) => new(type.ToString(), bits);

    /// <summary><c>s</c>.</summary>
    public static DBusValue Text(string value) => new("s", value);

    /// <summary><c>ay</c>.</summary>
    public static DBusValue Bytes(byte[] value) => new(value);

    /// <summary><c>a…</c>: all items have the one type.</summary>
    public static DBusValue Array(string itemSignature, params IReadOnlyList<DBusValue> items) => new("a" + itemSignature, items);

    /// <summary><c>(…)</c>.</summary>
    public static DBusValue Struct(params IReadOnlyList<DBusValue> items)
    {
        string signature = "(";
        foreach (DBusValue item in items)
        {
            signature += item.Signature;
        }

        return new DBusValue(signature + ")", items);
    }

    /// <summary>The value of a number or a truth value, as bits.</summary>
    internal ulong Bits => _bits;

    /// <summary>As <c>busctl</c> and runc's users write it, for messages and tests.</summary>
    public override string ToString()
    {
        if (_items is not null)
        {
            var parts = new List<string>(_items.Count);
            foreach (DBusValue item in _items)
            {
                parts.Add(item.ToString());
            }

            string joined = string.Join(", ", parts);
            return Signature[0] == '(' ? $"({joined})" : $"[{joined}]";
        }

        return _text ?? (_bytes is not null ? Convert.ToHexStringLower(_bytes) : _bits.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    internal void WriteTo(DBusWriter writer)
    {
        switch (Signature[0])
        {
            case 'y':
                writer.WriteByte((byte)_bits);
                break;
            case 'n' or 'q':
                writer.WriteUInt16((ushort)_bits);
                break;
            case 'b' or 'i' or 'u':
                writer.WriteUInt32((uint)_bits);
                break;
            case 'x' or 't' or 'd':
                writer.WriteUInt64(_bits);
                break;
            case 's':
                writer.WriteText(_text!);
                break;
            case '(':
                writer.Align(DBusWriter.AlignmentOf('('));
                WriteItems(writer);
                break;
            default:
                (int, int) array = writer.BeginArray(Signature[1]);
                writer.WriteRaw(_bytes);
                WriteItems(writer);
                writer.EndArray(array);
                break;
        }
    }

    /// <summary>Writes it with its type before it.</summary>
    internal void WriteVariantTo(DBusWriter writer)
    {
        writer.WriteSignature(Signature);
        WriteTo(writer);
    }

    private void WriteItems(DBusWriter writer)
    {
        foreach (DBusValue item in _items ?? [])
        {
            item.WriteTo(writer);
        }
    }
}
