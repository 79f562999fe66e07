using System.Buffers.Binary;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;

namespace Caisson.Images.Layers.Recipes;

/// <summary>Reads a recipe: <see cref="RecipeFormat"/>. Damaged ones are told from whole ones by their lengths.</summary>
internal sealed class RecipeParser
{
    private const int WindowBytes = 64 << 10;

    private readonly FileDescriptor _file;
    private readonly long _length;
    private readonly byte[] _window = GC.AllocateUninitializedArray<byte>(WindowBytes);
    private long _windowStart;
    private int _windowLength;
    private long _position = RecipeFormat.HeaderBytes;

    private RecipeParser(FileDescriptor file, long length)
    {
        _file = file;
        _length = length;
    }

    /// <summary>How long the archive is; null where it is no recipe, or not a whole one.</summary>
    internal static long? TryReadLength(FileDescriptor file, string name)
    {
        Span<byte> header = stackalloc byte[RecipeFormat.HeaderBytes];
        if (FileContents.ReadAt(file, header, 0) < header.Length || !header.StartsWith(RecipeFormat.Magic))
        {
            return null;
        }

        long archive = BinaryPrimitives.ReadInt64LittleEndian(header[RecipeFormat.LengthsOffset..]);
        long length = BinaryPrimitives.ReadInt64LittleEndian(header[(RecipeFormat.LengthsOffset + sizeof(long))..]);
        return archive >= 0 && length == (long)FileSystem.Status(file, name).SizeBytes ? archive : null;
    }

    /// <summary>The parts of the archive, in order; null where they are not as long as it.</summary>
    internal static List<RecipePart>? TryParse(FileDescriptor file, string name)
    {
        if (TryReadLength(file, name) is not { } archive)
        {
            return null;
        }

        var parser = new RecipeParser(file, (long)FileSystem.Status(file, name).SizeBytes);
        List<RecipePart> parts = [];
        List<int> files = [];
        long length = 0;
        while (parser._position < parser._length)
        {
            if (!parser.TryReadRecord(parts, files, ref length) || length > archive)
            {
                return null;
            }
        }

        return length == archive ? parts : null;
    }

    private bool TryReadRecord(List<RecipePart> parts, List<int> files, ref long length)
    {
        if (!TryReadByte(out byte kind) || !TryReadNumber(out long number))
        {
            return false;
        }

        long pathBytes = 0;
        switch (kind)
        {
            case RecipeFormat.Inline when number > 0:
                parts.Add(new RecipePart(length, number, _position, 0));
                length += number;
                return TrySkip(number);
            case RecipeFormat.File when number > 0 && TryReadNumber(out pathBytes) && pathBytes is > 0 and < DirectoryCalls.PathMaxBytes:
                files.Add(parts.Count);
                parts.Add(new RecipePart(length, number, _position, (int)pathBytes));
                length = number > long.MaxValue - length ? long.MaxValue : length + number;
                return TrySkip(pathBytes);
            case RecipeFormat.Replaced when number < files.Count && parts[files[(int)number]] is { PathBytes: > 0 } part:
                parts[files[(int)number]] = part with { Place = _position, PathBytes = 0 };
                return TrySkip(part.Length);
            default:
                return false;
        }
    }

    private bool TrySkip(long bytes)
    {
        bool isThere = bytes <= _length - _position;
        _position += isThere ? bytes : 0;
        return isThere;
    }

    private bool TryReadNumber(out long number)
    {
        number = 0;
        for (int shift = 0; shift < 7 * RecipeFormat.NumberMaxBytes; shift += 7)
        {
            if (!TryReadByte(out byte next))
            {
                return false;
            }

            number |= (long)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    private bool TryReadByte(out byte value)
    {
        if (_position < _windowStart || _position >= _windowStart + _windowLength)
        {
            _windowStart = _position;
            _windowLength = FileContents.ReadAt(_file, _window, _position);
        }

        bool isThere = _windowLength > 0;
        value = isThere ? _window[_position - _windowStart] : (byte)0;
        _position++;
        return isThere;
    }
}
