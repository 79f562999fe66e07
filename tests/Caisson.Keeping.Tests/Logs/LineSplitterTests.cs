using System.Text;
using Caisson.Keeping.Logs;

namespace Caisson.Keeping.Tests.Logs;

public sealed class LineSplitterTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly LineSplitter _splitter = new();
    private readonly List<(string Text, bool EndsLine, DateTimeOffset At)> _pieces = [];

    [Fact]
    public void Split_LinesInPieces_AreWhole()
    {
        Split("one\ntw", 0);
        Split("o\n\nthree", 1);
        _splitter.End(Start.AddSeconds(2), Keep);

        Assert.Equal(
            [("one", true, Start), ("two", true, Start), ("", true, Start.AddSeconds(1)), ("three", false, Start.AddSeconds(1))], _pieces);
    }

    [Fact]
    public void Split_LineTooLong_IsCutAtSixteenKibibytesAndHasOneTime()
    {
        string line = new('x', LineSplitter.LineBytesMax + 10);
        Split(line[..100], 0);
        Split(line[100..] + "\n", 5);

        Assert.Equal([(LineSplitter.LineBytesMax, false), (10, true)], _pieces.Select(p => (p.Text.Length, p.EndsLine)));
        Assert.All(_pieces, p => Assert.Equal(Start, p.At));
    }

    [Fact]
    public void Split_LineOfExactlySixteenKibibytes_EndsWithAnEmptyPiece()
    {
        Split(new string('x', LineSplitter.LineBytesMax) + "\n", 0);

        Assert.Equal([(LineSplitter.LineBytesMax, false), (0, true)], _pieces.Select(p => (p.Text.Length, p.EndsLine)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public void Split_AnyPieces_LosesAndDoublesNothing(int pieceBytes)
    {
        var random = new Random(4);
        byte[] data = new byte[200_000];
        random.NextBytes(data);
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = data[i] < 3 ? (byte)'\n' : (byte)('a' + (data[i] % 26));
        }

        var copy = new MemoryStream();
        for (int i = 0; i < data.Length; i += pieceBytes)
        {
            _splitter.Split(data.AsSpan(i, Math.Min(pieceBytes, data.Length - i)), Start, Copy);
        }

        _splitter.End(Start, Copy);

        Assert.Equal(data, copy.ToArray());

        void Copy(ReadOnlySpan<byte> text, bool endsLine, DateTimeOffset at)
        {
            copy.Write(text);
            if (endsLine)
            {
                copy.WriteByte((byte)'\n');
            }
        }
    }

    private void Split(string text, int seconds) => _splitter.Split(Encoding.UTF8.GetBytes(text), Start.AddSeconds(seconds), Keep);

    private void Keep(ReadOnlySpan<byte> text, bool endsLine, DateTimeOffset at) =>
        _pieces.Add((Encoding.UTF8.GetString(text), endsLine, at));
}
