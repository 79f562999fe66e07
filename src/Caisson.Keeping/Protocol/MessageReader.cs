using System.Buffers.Binary;
using System.Text;

namespace Caisson.Keeping.Protocol;

/// <summary>Takes a message apart; every length is checked against what there is. What is left at the end is a later
/// version's.</summary>
internal ref struct MessageReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Begins.</summary>
    /// <exception cref="ProtocolException">There is no head.</exception>
    internal MessageReader(ReadOnlySpan<byte> message)
    {
        _rest = message;
        Kind = (MessageKind)Byte();
        Request = UInt32();
    }

    /// <summary>What it is.</summary>
    internal MessageKind Kind { get; }

    /// <summary>The request that it makes or answers; 0 where it is neither.</summary>
    internal uint Request { get; }

    /// <summary>Whether there are more fields: a sender of an earlier version has fewer.</summary>
    internal readonly bool HasMore => !_rest.IsEmpty;

    internal byte Byte() => Take(1)[0];

    internal bool Bool() => Byte() != 0;

    internal ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    internal uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    internal int Int32() => unchecked((int)UInt32());

    internal long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    internal DateTimeOffset Time()
    {
        long ticks = Int64();
        return ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : throw new ProtocolException("a moment outside of time in a message");
    }

    /// <summary>A text.</summary>
    /// <param name="maxBytes">The most that is taken.</param>
    internal string Text(int maxBytes)
    {
        int length = UInt16();
        return length <= maxBytes
            ? Encoding.UTF8.GetString(Take(length))
            : throw new ProtocolException($"a text of {length} bytes in a message, at most {maxBytes} are taken");
    }

    /// <summary>An id: letters, digits, and no path.</summary>
    internal string Id()
    {
        string id = Text(KeeperLimits.IdLength);
        foreach (char c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
            {
                throw new ProtocolException("an id in a message is none");
            }
        }

        return id;
    }

    /// <summary>An absolute path, or nothing where that may be.</summary>
    internal string AbsolutePath(bool mayBeEmpty = false)
    {
        string path = Text(KeeperLimits.PathBytes);
        return path.StartsWith('/') && !path.Contains('\0', StringComparison.Ordinal) || (mayBeEmpty && path.Length == 0)
            ? path
            : throw new ProtocolException("a path in a message is not absolute");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw new ProtocolException("a message ends too early");
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
