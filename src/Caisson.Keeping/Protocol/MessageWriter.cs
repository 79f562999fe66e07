using System.Buffers.Binary;
using System.Text;

namespace Caisson.Keeping.Protocol;

/// <summary>
/// Lays out a message: kind, number of the request (u32), then fields one after the other. Numbers are little-endian; a text
/// is its length in bytes (u16) and UTF-8.
/// </summary>
internal sealed class MessageWriter
{
    private byte[] _bytes = new byte[256];
    private int _length;

    /// <summary>Begins a message.</summary>
    internal MessageWriter(MessageKind kind, uint request)
    {
        Add((byte)kind);
        Add(request);
    }

    /// <summary>The message so far.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Adds a byte.</summary>
    internal MessageWriter Add(byte value)
    {
        Take(1)[0] = value;
        return this;
    }

    /// <summary>Adds whether something is so.</summary>
    internal MessageWriter Add(bool value) => Add(value ? (byte)1 : (byte)0);

    /// <summary>Adds a number.</summary>
    internal MessageWriter Add(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(Take(sizeof(ushort)), value);
        return this;
    }

    /// <summary>Adds a number.</summary>
    internal MessageWriter Add(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Take(sizeof(uint)), value);
        return this;
    }

    /// <summary>Adds a number.</summary>
    internal MessageWriter Add(int value) => Add(unchecked((uint)value));

    /// <summary>Adds a number.</summary>
    internal MessageWriter Add(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);
        return this;
    }

    /// <summary>Adds a moment.</summary>
    internal MessageWriter Add(DateTimeOffset value) => Add(value.UtcTicks);

    /// <summary>Adds a text; null is sent as an empty one.</summary>
    /// <exception cref="ProtocolException">It is too long.</exception>
    internal MessageWriter Add(string? value)
    {
        int length = Encoding.UTF8.GetByteCount(value ?? "");
        if (length > ushort.MaxValue)
        {
            throw new ProtocolException($"a text of {length} bytes is too long for a message to the keeper");
        }

        Add((ushort)length);
        Encoding.UTF8.GetBytes(value ?? "", Take(length));
        return this;
    }

    private Span<byte> Take(int count)
    {
        if (_length + count > KeeperLimits.MessageBytes)
        {
            throw new ProtocolException("a message to or from the keeper is too long");
        }

        if (_length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_length + count, _bytes.Length * 2));
        }

        Span<byte> taken = _bytes.AsSpan(_length, count);
        _length += count;
        return taken;
    }
}
