using Caisson.Api.Streams;

namespace Caisson.Api.Tests.Streams;

public sealed class FrameStripperTests
{
    private static readonly byte[] Framed = [1, 0, 0, 0, 0, 0, 0, 3, .. "abc"u8, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, .. "de"u8];

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(100)]
    public void Strip_FramesInPieces_LeavesTheirContent(int pieceBytes)
    {
        var stripper = new FrameStripper();
        var plain = new MemoryStream();
        for (int at = 0; at < Framed.Length; at += pieceBytes)
        {
            byte[] piece = Framed[at..Math.Min(at + pieceBytes, Framed.Length)];
            byte[] target = new byte[piece.Length];
            plain.Write(target, 0, stripper.Strip(piece, target));
        }

        Assert.Equal("abcde"u8.ToArray(), plain.ToArray());
    }
}
