using System.Buffers.Binary;
using System.Text;

namespace Caisson.Linux.DBus;

/// <summary>Reads marshalled values that somebody else wrote: no length is believed, and nothing is skipped unseen.</summary>
internal ref struct DBusReader
{
    private const int DepthMax = 32;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly bool _isBigEndian;

    /// <summary>Reads from the start, which is aligned to 8 in its message.</summary>
    internal DBusReader(ReadOnlySpan<byte> bytes, bool isBigEndian)
    {
        _bytes = bytes;
        _isBigEndian = isBigEndian;
    }

    /// <summary>Where the next value is read, before its padding.</summary>
    internal int Position { get; private set; }

    internal void Align(int alignment)
    {
        int padding = -Position & (alignment - 1);
        if (Take(padding).ContainsAnyExcept((byte)0))
        {
            throw Malformed("padding that is not zero");
        }
    }

    internal byte ReadByte() => Take(1)[0];

    internal uint ReadUInt32()
    {
        Align(sizeof(uint));
        ReadOnlySpan<byte> bytes = Take(sizeof(uint));
        return _isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    /// <summary>A text or an object path.</summary>
    internal string ReadText() => ReadTerminated(ReadUInt32());

    internal string ReadSignature() => ReadTerminated(ReadByte());

    /// <summary>A variant that holds a text.</summary>
    internal string ReadTextVariant()
    {
        string signature = ReadSignature();
        return signature is "s" or "o" ? ReadText() : throw Malformed($"a value of the type \"{signature}\" where a text was asked for");
    }

    /// <summary>The end of an array that starts here; its elements follow.</summary>
    internal int ReadArrayEnd(char elementType)
    {
        uint length = ReadUInt32();
        Align(DBusWriter.AlignmentOf(elementType));
        return length <= (uint)(_bytes.Length - Position) ? Position + (int)length : throw Malformed("an array that is longer than its message");
    }

    /// <summary>Passes over a variant of any type.</summary>
    internal void SkipVariant() => SkipVariant(0);

    private void SkipVariant(int depth)
    {
        string signature = ReadSignature();
        int end = Skip(signature, 0, depth + 1);
        if (end != signature.Length)
        {
            throw Malformed($"a variant with the signature \"{signature}\"");
        }
    }

    // Passes over one value of the type that starts at an index of the signature; returns the index behind it.
    private int Skip(string signature, int index, int depth)
    {
        if (depth > DepthMax || index >= signature.Length)
        {
            throw Malformed($"the signature \"{signature}\"");
        }

        char type = signature[index];
        switch (type)
        {
            case 's' or 'o':
                ReadText();
                return index + 1;
            case 'g':
                ReadSignature();
                return index + 1;
            case 'v':
                SkipVariant(depth);
                return index + 1;
            case 'a':
                return SkipArray(signature, index + 1, depth + 1);
            case '(' or '{':
                Align(DBusWriter.AlignmentOf(type));
                int next = index + 1;
                while (next < signature.Length && signature[next] is not (')' or '}'))
                {
                    next = Skip(signature, next, depth + 1);
                }

                return next < signature.Length ? next + 1 : throw Malformed($"the signature \"{signature}\"");
            default:
                int size = type == 'y' ? 1 : type == 'h' ? sizeof(uint) : DBusWriter.AlignmentOf(type);
                if (size == 1 && type != 'y')
                {
                    throw Malformed($"the signature \"{signature}\"");
                }

                Align(size);
                Take(size);
                return index + 1;
        }
    }

    private int SkipArray(string signature, int index, int depth)
    {
        if (index >= signature.Length)
        {
            throw Malformed($"the signature \"{signature}\"");
        }

        int end = ReadArrayEnd(signature[index]);
        Take(end - Position);
        return EndOfType(signature, index, depth);
    }

    private static int EndOfType(string signature, int index, int depth)
    {
        int open = 0;
        for (; index < signature.Length && depth++ < byte.MaxValue; index++)
        {
            open += signature[index] switch { '(' or '{' => 1, ')' or '}' => -1, _ => 0 };
            if (open == 0 && signature[index] != 'a')
            {
                return index + 1;
            }
        }

        throw Malformed($"the signature \"{signature}\"");
    }

    private string ReadTerminated(uint length)
    {
        if (length >= (uint)(_bytes.Length - Position))
        {
            throw Malformed("a text that is longer than its message");
        }

        ReadOnlySpan<byte> text = Take((int)length);
        return ReadByte() == 0 && !text.Contains((byte)0)
            ? Encoding.UTF8.GetString(text)
            : throw Malformed("a text that does not end where it says");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _bytes.Length - Position)
        {
            throw Malformed("a message that ends too early");
        }

        ReadOnlySpan<byte> taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    internal static DBusException Malformed(string what) => new($"D-Bus: the other end sent {what}");
}
