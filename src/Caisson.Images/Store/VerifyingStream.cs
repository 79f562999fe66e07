using System.Security.Cryptography;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>Reads content and compares it with its digest when it comes to the end.</summary>
internal sealed class VerifyingStream : Stream
{
    private readonly Stream _content;
    private readonly Digest _expected;
    private readonly Func<ImageException> _damaged;
    private readonly IncrementalHash _hash;
    private bool _atEnd;

    /// <param name="content">The content, which is disposed with this stream.</param>
    /// <param name="expected">Its digest.</param>
    /// <param name="damaged">Makes the error where it has another.</param>
    internal VerifyingStream(Stream content, Digest expected, Func<ImageException> damaged)
    {
        _content = content;
        _expected = expected;
        _damaged = damaged;
        _hash = IncrementalHash.CreateHash(expected.HashName);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => _content.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _content.Position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = _content.Read(buffer);
        if (count > 0)
        {
            _hash.AppendData(buffer[..count]);
        }
        else if (!buffer.IsEmpty && !_atEnd)
        {
            _atEnd = true;
            if (Digest.FromHash(_expected.HashName, _hash.GetCurrentHash()) != _expected)
            {
                throw _damaged();
            }
        }

        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>What computes the digest of a stream as it is read, so that nobody else needs to; null where nothing does.</summary>
    internal static IncrementalHash? HashOf(Stream stream) => (stream as VerifyingStream)?._hash;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            _content.Dispose();
        }

        base.Dispose(disposing);
    }
}
