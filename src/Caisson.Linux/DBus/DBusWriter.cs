using System.Buffers.Binary;
using System.Text;

namespace Caisson.Linux.DBus;

/// <summary>
/// Marshals values, in little-endian order; D-Bus Specification 0.43, "Marshaling (Wire Format)". Every value is aligned
/// to its own size, counted from the start of the message; a body starts at a multiple of 8, so it can count from its own.
/// </summary>
internal sealed class DBusWriter
{
    private const int StructAlignment = 8;

    // Far above what a unit needs, far below what the specification allows (128 MiB).
    private const int BytesMax = 1 << 20;

    private byte[] _buffer = new byte[512];

    /// <summary>What has been written.</summary>
    internal ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>How many bytes that are.</summary>
    internal int Length { get; private set; }

    /// <summary>Fills up with zeros to a multiple of some power of two.</summary>
    internal void Align(int alignment) => Take(-Length & (alignment - 1)).Clear();

    internal void WriteByte(byte value) => Take(1)[0] = value;

    internal void WriteUInt16(ushort value)
    {
        Align(sizeof(ushort));
        BinaryPrimitives.WriteUInt16LittleEndian(Take(sizeof(ushort)), value);
    }

    internal void WriteUInt32(uint value)
    {
        Align(sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(Take(sizeof(uint)), value);
    }

    internal void WriteUInt64(ulong value)
    {
        Align(sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(Take(sizeof(ulong)), value);
    }

    /// <summary>A text or an object path: its length in bytes, its bytes, a zero.</summary>
    /// <exception cref="DBusException">There is a NUL in it, which ends a connection.</exception>
    internal void WriteText(string text)
    {
        if (text.Contains('\0'))
        {
            throw new DBusException("a text with a NUL in it cannot go over D-Bus");
        }

        int length = Encoding.UTF8.GetByteCount(text);
        WriteUInt32((uint)length);
        Encoding.UTF8.GetBytes(text, Take(length));
        WriteByte(0);
    }

    /// <summary>A signature: as a text, but its length is one byte.</summary>
    internal void WriteSignature(string signature)
    {
        WriteByte(checked((byte)signature.Length));
        Encoding.ASCII.GetBytes(signature, Take(signature.Length));
        WriteByte(0);
    }

    /// <summary>Bytes as they are.</summary>
    internal void WriteRaw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Starts an array. The padding before its first element does not count to its length.</summary>
    /// <param name="elementType">The first letter of the elements' signature.</param>
    /// <returns>What <see cref="EndArray"/> takes.</returns>
    internal (int LengthAt, int Start) BeginArray(char elementType)
    {
        Align(sizeof(uint));
        int lengthAt = Length;
        WriteUInt32(0);
        Align(AlignmentOf(elementType));
        return (lengthAt, Length);
    }

    /// <summary>Ends an array: writes its length.</summary>
    internal void EndArray((int LengthAt, int Start) array) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(array.LengthAt), (uint)(Length - array.Start));

    /// <summary>To what a type is aligned.</summary>
    internal static int AlignmentOf(char type) => type switch
    {
        'n' or 'q' => sizeof(ushort),
        'b' or 'i' or 'u' or 's' or 'o' or 'a' => sizeof(uint),
        'x' or 't' or 'd' or '(' or '{' => StructAlignment,
        _ => 1,
    };

    private Span<byte> Take(int count)
    {
        if (count > BytesMax - Length)
        {
            throw new DBusException($"a message of more than {BytesMax} bytes is not sent over D-Bus");
        }

        if (count > _buffer.Length - Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + count));
        }

        Span<byte> taken = _buffer.AsSpan(Length, count);
        Length += count;
        return taken;
    }
}
