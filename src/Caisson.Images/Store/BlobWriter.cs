using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>
/// Content in the making. It is in the store once <see cref="Commit"/> has returned. Disposed before, it stays for a
/// later writer of the same name to go on with if its digest is known, and is dropped if not.
/// </summary>
/// <remarks>Thread: one at a time. <see cref="Stream.Position"/> is how much is there: after
/// <see cref="ContentStore.TryBegin"/>, where to go on.</remarks>
[SuppressMessage("Naming", "CA1710", Justification = "it is a stream to write to, and what matters is what it does at the end")]
public sealed class BlobWriter : Stream
{
    /// <summary>The file that says what it is; without it nobody can go on.</summary>
    internal const string NoteName = "ref";

    private const string DataName = "data";
    private const int BufferBytes = 1 << 20;

    private readonly StoreFolder _folder;
    private readonly Lease _lease;
    private readonly string _key;
    private readonly string _name;
    private readonly FileDescriptor _directory;
    private readonly FileDescriptor _data;
    private readonly IncrementalHash _hash;
    private readonly Digest? _expected;
    private readonly long? _expectedSize;
    private readonly long _maxBytes;
    private long _length;
    private bool _keep;
    private bool _done;

    private BlobWriter(
        StoreFolder folder,
        Lease lease,
        string name,
        FileDescriptor directory,
        Digest? expected,
        long? expectedSize,
        long maxBytes,
        bool isResumable)
    {
        _folder = folder;
        _lease = lease;
        _key = KeyOf(name);
        _name = name;
        _directory = directory;
        _expected = expected;
        _expectedSize = expectedSize;
        _maxBytes = maxBytes;
        _keep = isResumable && expected is not null;
        _hash = IncrementalHash.CreateHash(expected?.HashName ?? HashAlgorithmName.SHA256);
        _data = FileSystem.Open(
            DataName, OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_NOFOLLOW, StoreFolder.PrivateFile, directory);
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => _length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="ImageException">It is more than was expected, or than is accepted.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_done, this);
        long length = _length + buffer.Length;
        if (length > (_expectedSize ?? _maxBytes))
        {
            _keep = false;
            throw _expectedSize is { } size
                ? new ImageException(ImageErrorKind.DigestMismatch, $"{Subject}: is longer than the {size} bytes that it should have")
                : new ImageException(
                    ImageErrorKind.LimitExceeded, $"{Subject}: has more than the {_maxBytes} bytes that are accepted")
                {
                    Limit = nameof(ImageLimits.BlobBytes),
                };
        }

        _data.WriteAll(buffer);
        _hash.AppendData(buffer);
        _length = length;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Drops what is there, to begin anew: for a source that cannot go on in the middle.</summary>
    public void Restart()
    {
        ObjectDisposedException.ThrowIf(_done, this);
        DurableFiles.SetLength(_data, DataName, 0);
        FileSystem.Rewind(_data, DataName);
        _hash.TryGetHashAndReset(stackalloc byte[SHA512.HashSizeInBytes], out _);
        _length = 0;
    }

    /// <summary>Drops what is there when the writer is disposed: nobody will go on with it. Should the process end before,
    /// the next collection does.</summary>
    public void Abandon()
    {
        _keep = false;
        FileSystem.Remove(NoteName, at: _directory);
    }

    /// <summary>Puts the content into the store, on the disk, under its digest.</summary>
    /// <returns>The digest.</returns>
    /// <exception cref="ImageException">It does not have the digest or length that it should have. It is dropped.</exception>
    public Digest Commit()
    {
        ObjectDisposedException.ThrowIf(_done, this);
        Digest digest = Digest.FromHash(_expected?.HashName ?? HashAlgorithmName.SHA256, _hash.GetCurrentHash());
        if (_expectedSize is { } size && _length != size)
        {
            // Too little may be a transfer that was cut off: the rest can still come.
            throw new ImageException(ImageErrorKind.DigestMismatch, $"{Subject}: has {_length} of the {size} bytes that it should have");
        }

        if (_expected is { } expected && digest != expected)
        {
            _keep = false;
            throw new ImageException(ImageErrorKind.DigestMismatch, $"{Subject}: what arrived has the digest {digest}");
        }

        FileDescriptor blobs = digest.Algorithm == "sha512" ? _folder.BlobsSha512 : _folder.BlobsSha256;
        _lease.AddBlob(digest);
        long? present = (long?)FileSystem.TryStatus(digest.Hex, followLink: false, blobs)?.SizeBytes;
        if ((present ?? new LayerRecipes(_folder).TrySize(digest)) == _length)
        {
            // The disk need not be waited for: it has been when that came.
            _keep = false;
            return digest;
        }

        FileSystem.ChangeMode(_data, StoreFolder.ReadOnlyFile);
        DurableFiles.Sync(_data, DataName);
        using (FileDescriptor shared = _folder.Share())
        {
            DurableFiles.Rename(DataName, _directory, digest.Hex, blobs);
            _done = true;
            DurableFiles.Sync(blobs, digest.Hex);
            Drop();
        }

        return digest;
    }

    /// <summary>Has been given all that is there: nobody else needs to compute the digest of what is written.</summary>
    internal IncrementalHash Hash => _hash;

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    internal static BlobWriter? TryOpen(
        StoreFolder folder, Lease lease, string name, Digest? expected, long? expectedSize, long maxBytes, bool isResumable)
    {
        string key = KeyOf(name);
        BlobWriter writer;
        using (FileDescriptor shared = folder.Share())
        {
            FileSystem.MakeDirectory(key, StoreFolder.PrivateDirectory, folder.Ingest);
            if (StoreFolder.TryLockDirectory(key, folder.Ingest) is not { } directory)
            {
                return null;
            }

            writer = new BlobWriter(folder, lease, name, directory, expected, expectedSize, maxBytes, isResumable);
        }

        try
        {
            writer.Resume();
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_directory.IsClosed)
        {
            if (!_done && (!_keep || _length == 0))
            {
                Drop();
            }

            _done = true;
            _hash.Dispose();
            _data.Dispose();
            _directory.Dispose();
        }

        base.Dispose(disposing);
    }

    private string Subject => _expected?.ToString() ?? _name;

    // A name is anything; its digest is a file name.
    private static string KeyOf(string name) => Digest.Compute(Encoding.UTF8.GetBytes(name)).Hex;

    // What is there is read again: the state of a hash cannot be kept, and after a loss of power a file may have holes.
    private void Resume()
    {
        string note = $"{_expected}\n{_name}\n";
        long length = (long)FileSystem.Status(_data, DataName).SizeBytes;
        string? before = FileSystem.TryStatus(NoteName, at: _directory) is null ? null : FileSystem.ReadAllText(NoteName, _directory);
        if (!_keep || before != note || length > (_expectedSize ?? _maxBytes))
        {
            DurableFiles.SetLength(_data, DataName, 0);
            if (_keep)
            {
                FileSystem.ReplaceFile(NoteName, Encoding.UTF8.GetBytes(note), StoreFolder.PrivateFile, _directory);
            }

            return;
        }

        byte[] buffer = new byte[Math.Min(BufferBytes, length)];
        while (_length < length && _data.Read(buffer) is var count and > 0)
        {
            _hash.AppendData(buffer.AsSpan(0, count));
            _length += count;
        }
    }

    private void Drop() => DirectoryListing.RemoveTree(_key, _folder.Ingest);
}
