using Caisson.Images.Layers.Tar;
using Caisson.Images.Layers.Unpack;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Layers.Recipes;

/// <summary>
/// An archive, made again from its recipe and its files as it is read. Files that are missing, or have another length,
/// are found out; that the bytes are right is known by the digest.
/// </summary>
/// <remarks>Thread: one at a time. Allocates: a buffer, and the list of parts.</remarks>
internal sealed class RecipeStream : Stream
{
    private const int WindowBytes = 64 << 10;

    private readonly FileDescriptor _recipe;
    private readonly FileDescriptor _tree;
    private readonly List<RecipePart> _parts;
    private readonly Func<RecipeStream, string, ImageException> _damaged;
    private readonly byte[] _window = GC.AllocateUninitializedArray<byte>(WindowBytes);
    private long _windowStart;
    private int _windowLength;
    private int _current;
    private FileDescriptor? _file;
    private int _fileOf = -1;
    private long _position;

    private RecipeStream(
        FileDescriptor recipe, FileDescriptor tree, List<RecipePart> parts, Func<RecipeStream, string, ImageException> damaged)
    {
        _recipe = recipe;
        _tree = tree;
        _parts = parts;
        _damaged = damaged;
        Length = parts.Count == 0 ? 0 : parts[^1].Start + parts[^1].Length;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <summary>The recipe.</summary>
    internal FileDescriptor Recipe => _recipe;

    /// <summary>Opens an archive; both descriptors become the stream's, or are closed.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="tree">The directory with the files.</param>
    /// <param name="name">What the archive is called in errors.</param>
    /// <param name="damaged">Makes the error for what turns out to be wrong with one of the files.</param>
    /// <returns>Null where it is no whole recipe.</returns>
    internal static RecipeStream? TryOpen(
        FileDescriptor recipe, FileDescriptor tree, string name, Func<RecipeStream, string, ImageException> damaged)
    {
        RecipeStream? stream = null;
        try
        {
            stream = RecipeParser.TryParse(recipe, name) is { } parts ? new RecipeStream(recipe, tree, parts, damaged) : null;
            return stream;
        }
        finally
        {
            if (stream is null)
            {
                recipe.Dispose();
                tree.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ImageException">A file is missing, or has another length.</exception>
    public override int Read(Span<byte> buffer)
    {
        int filled = 0;
        while (filled < buffer.Length && _position < Length)
        {
            RecipePart part = Find();
            long offset = _position - part.Start;
            Span<byte> wanted = buffer[filled..];
            wanted = wanted[..(int)Math.Min(wanted.Length, part.Length - offset)];
            int count = part.PathBytes == 0
                ? ReadRecipe(wanted, part.Place + offset)
                : FileContents.ReadAt(OpenFile(part), wanted, offset);
            if (count == 0)
            {
                throw _damaged(this, Describe(part));
            }

            filled += count;
            _position += count;
        }

        return filled;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file?.Dispose();
            _recipe.Dispose();
            _tree.Dispose();
        }

        base.Dispose(disposing);
    }

    // Most often the one of before, or the next.
    private RecipePart Find()
    {
        for (int i = _current; i < _parts.Count && i <= _current + 1; i++)
        {
            if (_position >= _parts[i].Start && _position - _parts[i].Start < _parts[i].Length)
            {
                _current = i;
                return _parts[i];
            }
        }

        int low = 0;
        int high = _parts.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _parts[middle].Start <= _position ? (middle, high) : (low, middle - 1);
        }

        _current = low;
        return _parts[low];
    }

    private int ReadRecipe(Span<byte> wanted, long place)
    {
        if (wanted.Length >= WindowBytes)
        {
            return FileContents.ReadAt(_recipe, wanted, place);
        }

        if (place < _windowStart || place >= _windowStart + _windowLength)
        {
            _windowStart = place;
            _windowLength = FileContents.ReadAt(_recipe, _window, place);
        }

        ReadOnlySpan<byte> there = _window.AsSpan((int)(place - _windowStart), (int)(_windowStart + _windowLength - place));
        int count = Math.Min(there.Length, wanted.Length);
        there[..count].CopyTo(wanted);
        return count;
    }

    private FileDescriptor OpenFile(RecipePart part)
    {
        if (_file is not null && _fileOf == _current)
        {
            return _file;
        }

        _file?.Dispose();
        byte[] path = ReadPath(part);

        // Not even a fifo that somebody put there is waited for.
        const OpenFlags How = OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK;
        Errno error = DirectoryCalls.Open(_tree, path, How, ParentDirectories.Resolve, 0, out _file);
        if (_file is null)
        {
            throw error is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP or Errno.EXDEV or Errno.ENXIO
                ? _damaged(this, Describe(part))
                : new LinuxException(error, "open", TarText.Display(path));
        }

        FileStatus status = FileSystem.Status(_file, TarText.Display(path));
        if (status.Kind != StatMode.S_IFREG || (long)status.SizeBytes != part.Length)
        {
            throw _damaged(this, Describe(part));
        }

        _fileOf = _current;
        return _file;
    }

    private byte[] ReadPath(RecipePart part)
    {
        byte[] path = new byte[part.PathBytes];
        for (int filled = 0; filled < path.Length;)
        {
            int count = ReadRecipe(path.AsSpan(filled), part.Place + filled);
            filled += count > 0 ? count : throw _damaged(this, "the recipe");
        }

        return path;
    }

    private string Describe(RecipePart part) => part.PathBytes == 0 ? "the recipe" : TarText.Display(ReadPath(part));
}
