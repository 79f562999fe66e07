using System.IO.Compression;
using Caisson.Linux.Compression;

namespace Caisson.Linux.Tests.Compression;

public sealed class GzipInflaterTests
{
    private static readonly byte[] Data = [.. Enumerable.Range(0, 10_000).Select(i => (byte)(i * i / 7))];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void TryInflate_InPieces_EndsExactlyWithTheMember(int pieceBytes)
    {
        byte[] member = Compress(Data);
        byte[] input = [.. member, 1, 2, 3];
        byte[] output = new byte[Data.Length];
        using var inflater = new GzipInflater();
        int taken = 0;
        int written = 0;
        while (!inflater.IsFinished)
        {
            int end = Math.Min(input.Length, taken + pieceBytes);
            Assert.True(inflater.TryInflate(input.AsSpan(taken..end), output.AsSpan(written), out int consumed, out int produced));
            taken += consumed;
            written += produced;
        }

        Assert.Equal(member.Length, taken);
        Assert.Equal(Data, output);
    }

    [Fact]
    public void TryInflate_DamagedMember_IsFalse()
    {
        byte[] member = Compress(Data);
        member[^6] ^= 1;
        using var inflater = new GzipInflater();
        Assert.False(inflater.TryInflate(member, new byte[Data.Length + 1], out _, out _));
        Assert.False(inflater.IsFinished);
    }

    [Fact]
    public void TryInflate_Disposed_Throws()
    {
        var inflater = new GzipInflater();
        inflater.Dispose();
        inflater.Dispose();
        Assert.Throws<ObjectDisposedException>(() => inflater.TryInflate([1], new byte[1], out _, out _));
    }

    private static byte[] Compress(byte[] data)
    {
        using var result = new MemoryStream();
        using (var stream = new GZipStream(result, CompressionLevel.Optimal))
        {
            stream.Write(data);
        }

        return result.ToArray();
    }
}
