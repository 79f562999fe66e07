using System.Security.Cryptography;

namespace Caisson.Images.Layers.Recipes;

/// <summary>Takes an archive as it is written from its files, computes its digest, and keeps its recipe alone.</summary>
internal sealed class RecipeArchive(RecipeWriter recipe) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => recipe.ArchiveBytes;

    /// <inheritdoc/>
    public override long Position
    {
        get => recipe.ArchiveBytes;
        set => throw new NotSupportedException();
    }

    /// <summary>The digest, SHA-256, of what has been written.</summary>
    internal IncrementalHash Hash { get; } = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Hash.AppendData(buffer);
        recipe.Add(buffer);
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

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

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
