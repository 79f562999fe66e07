using System.Security.Cryptography;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry.Push;

/// <summary>The digest of a blob as it is read to be sent: what has to be sent again counts once.</summary>
internal sealed class SentDigest(Digest expected) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(expected.HashName);

    /// <summary>How much of the blob has been seen, from its beginning.</summary>
    internal long Length { get; private set; }

    /// <summary>Whether what has been seen has the blob's digest.</summary>
    internal bool Matches => Digest.FromHash(expected.HashName, _hash.GetCurrentHash()) == expected;

    /// <summary>Takes a part of the blob.</summary>
    /// <param name="position">Where it is in the blob; what is not next is left for later.</param>
    /// <param name="data">The part.</param>
    internal void Add(long position, ReadOnlySpan<byte> data)
    {
        long known = Length - position;
        if (known >= 0 && known < data.Length)
        {
            _hash.AppendData(data[(int)known..]);
            Length = position + data.Length;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
