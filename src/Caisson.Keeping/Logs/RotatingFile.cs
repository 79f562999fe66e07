using System.Globalization;
using Caisson.Keeping.Protocol;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Keeping.Logs;

/// <summary>
/// A file that is only appended to. When it is full it becomes <c>NAME.1</c>, that <c>NAME.2</c>, and the oldest is removed; with
/// one file alone it is emptied instead.
/// </summary>
internal sealed class RotatingFile : IDisposable
{
    private const uint LogMode = 0b110_100_000;
    private const OpenFlags Appending = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND | OpenFlags.O_NOFOLLOW;

    private readonly LogWish _wish;
    private readonly ILogCompressor _compressor;
    private FileDescriptor _file;
    private long _length;
    private bool _isCompressing;

    internal RotatingFile(LogWish wish, ILogCompressor compressor)
    {
        _wish = wish;
        _compressor = compressor;
        _file = FileSystem.Open(wish.Path, Appending, LogMode);
        _length = (long)FileSystem.Status(_file, wish.Path).SizeBytes;
    }

    /// <summary>Whether the next file is to be begun before more than so many bytes are added.</summary>
    internal bool IsFull(int pendingBytes) =>
        _wish.MaxBytes > 0 && _length + pendingBytes >= _wish.MaxBytes && !_isCompressing;

    /// <summary>Adds bytes. What the disk does not take is lost: the container goes on.</summary>
    internal void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _file.WriteAll(bytes);
        }
        catch (LinuxException)
        {
            // ENOSPC, EIO, EDQUOT.
        }

        _length += bytes.Length;
    }

    /// <summary>Begins the next file.</summary>
    internal void Rotate()
    {
        try
        {
            if (_wish.MaxFiles < 2)
            {
                DurableFiles.SetLength(_file, _wish.Path, 0);
            }
            else
            {
                Shift();
                FileDescriptor next = FileSystem.Open(_wish.Path, Appending, LogMode);
                _file.Dispose();
                _file = next;
                Compress();
            }

            _length = 0;
        }
        catch (LinuxException)
        {
            // Without a new file the old one grows; it is tried again when as much has come once more.
            _length = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Shift()
    {
        using FileDescriptor folder = FileSystem.Open(
            Path.GetDirectoryName(_wish.Path) ?? "/", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        string name = Path.GetFileName(_wish.Path);

        // A file whose compression failed or was not wanted at its time moves along.
        foreach (string ending in (ReadOnlySpan<string>)["", ".gz"])
        {
            FileSystem.Remove(Numbered(name, _wish.MaxFiles - 1) + ending, at: folder);
            for (int number = _wish.MaxFiles - 2; number > 0; number--)
            {
                FileSystem.TryRename(Numbered(name, number) + ending, Numbered(name, number + 1) + ending, folder);
            }
        }

        FileSystem.TryRename(name, Numbered(name, 1), folder);
    }

    private void Compress()
    {
        if (_wish.Compresses)
        {
            _isCompressing = true;
            _compressor.Begin(Numbered(_wish.Path, 1), () => _isCompressing = false);
        }
    }

    private static string Numbered(string name, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}.{number}");
}
