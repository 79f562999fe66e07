using System.Buffers.Binary;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;

namespace Caisson.Images.Layers.Recipes;

/// <summary>Writes a recipe while its archive is read, or written: <see cref="RecipeFormat"/>.</summary>
/// <remarks>Thread: one at a time. Allocates: two buffers, and a few bytes for each file that is referred to.</remarks>
internal sealed class RecipeWriter : IDisposable
{
    private const int RunBytes = 64 << 10;
    private const int BufferBytes = 256 << 10;

    private readonly FileDescriptor _file;
    private readonly long _maxBytes;
    private readonly Dictionary<ulong, (long Number, long Length)> _files = [];
    private readonly byte[] _run = GC.AllocateUninitializedArray<byte>(RunBytes);
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
    private int _runLength;
    private int _buffered;
    private long _written;
    private long _fileCount;
    private byte[] _path = [];
    private int _pathLength;
    private ulong _inode;
    private long _contentsLength;
    private bool _isInFile;

    /// <summary>Begins a recipe.</summary>
    /// <param name="file">An empty file, which becomes the writer's.</param>
    /// <param name="maxBytes">A longer archive is an error.</param>
    internal RecipeWriter(FileDescriptor file, long maxBytes)
    {
        _file = file;
        _maxBytes = maxBytes;
        _buffer.AsSpan(0, RecipeFormat.HeaderBytes).Clear();
        _buffered = RecipeFormat.HeaderBytes;
    }

    /// <summary>How long the archive is so far.</summary>
    internal long ArchiveBytes { get; private set; }

    /// <summary>The next bytes of the archive, in a file or between two.</summary>
    /// <exception cref="ImageException">They are more than are accepted.</exception>
    internal void Add(ReadOnlySpan<byte> data)
    {
        ArchiveBytes += data.Length;
        if (ArchiveBytes > _maxBytes)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded, $"the layer has more than the {_maxBytes} bytes that are accepted")
            {
                Limit = nameof(ImageLimits.BlobBytes),
            };
        }

        if (_isInFile)
        {
            _contentsLength += data.Length;
            return;
        }

        while (!data.IsEmpty)
        {
            if (_runLength == _run.Length)
            {
                EndRun();
            }

            int count = Math.Min(data.Length, _run.Length - _runLength);
            data[..count].CopyTo(_run.AsSpan(_runLength));
            _runLength += count;
            data = data[count..];
        }
    }

    /// <summary>Says that what comes next are the contents of a file, which nobody will write to again.</summary>
    /// <param name="path">Its path in the tree, without symbolic links.</param>
    /// <param name="inode">Its inode.</param>
    internal void BeginFile(ReadOnlySpan<byte> path, ulong inode)
    {
        if (_path.Length < path.Length)
        {
            _path = new byte[Math.Max(path.Length, 2 * _path.Length)];
        }

        path.CopyTo(_path);
        _pathLength = path.Length;
        _inode = inode;
        _contentsLength = 0;
        _isInFile = true;
    }

    /// <summary>Says that the contents of the file are complete.</summary>
    internal void EndFile()
    {
        _isInFile = false;
        if (_contentsLength == 0)
        {
            return;
        }

        EndRun();
        Write([RecipeFormat.File]);
        WriteNumber(_contentsLength);
        WriteNumber(_pathLength);
        Write(_path.AsSpan(0, _pathLength));
        _files[_inode] = (_fileCount++, _contentsLength);
    }

    /// <summary>Whether a file is referred to.</summary>
    internal bool Holds(ulong inode) => _files.ContainsKey(inode);

    /// <summary>Takes the contents of a file that is about to lose its name, if it is referred to.</summary>
    /// <param name="inode">Its inode.</param>
    /// <param name="contents">The file, open at its beginning.</param>
    /// <exception cref="ImageException">It has become shorter.</exception>
    internal void Take(ulong inode, FileDescriptor contents)
    {
        if (!_files.Remove(inode, out (long Number, long Length) file))
        {
            return;
        }

        EndRun();
        Write([RecipeFormat.Replaced]);
        WriteNumber(file.Number);
        for (long left = file.Length; left > 0;)
        {
            Reserve(1);
            int count = contents.Read(_buffer.AsSpan(_buffered, (int)Math.Min(left, _buffer.Length - _buffered)));
            if (count == 0)
            {
                throw new ImageException(
                    ImageErrorKind.Conflict, "somebody made a file of the layer shorter while it was unpacked; try again");
            }

            _buffered += count;
            left -= count;
        }
    }

    /// <summary>Writes what is left, and says how long everything is. It is not on the disk yet.</summary>
    internal void Finish()
    {
        EndRun();
        Flush();
        Span<byte> header = stackalloc byte[RecipeFormat.HeaderBytes];
        RecipeFormat.Magic.CopyTo(header);
        BinaryPrimitives.WriteInt64LittleEndian(header[RecipeFormat.LengthsOffset..], ArchiveBytes);
        BinaryPrimitives.WriteInt64LittleEndian(header[(RecipeFormat.LengthsOffset + sizeof(long))..], _written);
        FileContents.WriteAllAt(_file, header, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void EndRun()
    {
        if (_runLength > 0)
        {
            Write([RecipeFormat.Inline]);
            WriteNumber(_runLength);
            Write(_run.AsSpan(0, _runLength));
            _runLength = 0;
        }
    }

    private void WriteNumber(long number)
    {
        Reserve(RecipeFormat.NumberMaxBytes);
        const int More = 0x80;
        while (number >= More)
        {
            _buffer[_buffered++] = (byte)(number | More);
            number >>= 7;
        }

        _buffer[_buffered++] = (byte)number;
    }

    private void Write(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            Reserve(1);
            int count = Math.Min(data.Length, _buffer.Length - _buffered);
            data[..count].CopyTo(_buffer.AsSpan(_buffered));
            _buffered += count;
            data = data[count..];
        }
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _buffered < bytes)
        {
            Flush();
        }
    }

    private void Flush()
    {
        _file.WriteAll(_buffer.AsSpan(0, _buffered));
        _written += _buffered;
        _buffered = 0;
    }
}
