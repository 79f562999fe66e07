using System.Buffers;
using System.Text;
using Caisson.Api.Hijacking;

namespace Caisson.Api.Tests.Hijacking;

public sealed class RequestScannerTests
{
    [Theory]
    [InlineData("Connection: Upgrade", "Connection: close  ")]
    [InlineData("connection:upgrade", "connection:close  ")]
    [InlineData("Connection: keep-alive, Upgrade", "Connection: keep-alive, close  ")]
    public void Scan_UpgradeWithBody_HidesTheUpgradeAlone(string header, string hidden)
    {
        string request = $"POST /exec/1/start HTTP/1.1\r\nHost: d\r\n{header}\r\nUpgrade: tcp\r\nContent-Length: 2\r\n\r\n{{}}";

        (string seen, RequestScanner scanner) = Scan(request);

        Assert.Equal(request.Replace(header, hidden, StringComparison.Ordinal), seen);
        Assert.True(scanner.SawUpgrade);
    }

    [Fact]
    public void Scan_ByteByByte_SeesTheSame()
    {
        const string Request = "POST /a HTTP/1.1\r\nConnection: Upgrade\r\nContent-Length: 5\r\n\r\nhello raw Connection: Upgrade\r\n";
        byte[] bytes = Encoding.Latin1.GetBytes(Request);
        RequestScanner scanner = new();
        long scanned = 0;
        for (int length = 1; length <= bytes.Length; length++)
        {
            scanned += scanner.Scan(new ReadOnlySequence<byte>(bytes, (int)scanned, length - (int)scanned));
        }

        string expected = Request.Replace("Upgrade\r\nContent", "close  \r\nContent", StringComparison.Ordinal);
        Assert.Equal(expected, Encoding.Latin1.GetString(bytes));
        Assert.Equal(bytes.Length, scanned);
    }

    [Theory]
    [InlineData("Content-Length: 23\r\n\r\nConnection: Upgrade\r\n\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n17;x=y\r\nConnection: Upgrade\r\n\r\n\r\n0\r\nTrailer: 1\r\n\r\n")]
    public void Scan_BodyThatLooksLikeAHead_IsLeftAlone(string rest)
    {
        string first = $"POST /a HTTP/1.1\r\n{rest}";
        string second = "POST /b HTTP/1.1\r\nConnection: Upgrade\r\n\r\n";

        (string seen, RequestScanner scanner) = Scan(first + second);

        Assert.Equal(first + "POST /b HTTP/1.1\r\nConnection: close  \r\n\r\n", seen);
        Assert.True(scanner.SawUpgrade);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nConnection: keep-alive\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nUpgrade: tcp\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nX-Connection: Upgrade\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\nConnection: Upgrade\r\n\r\n")]
    public void Scan_NoUpgrade_ChangesNothing(string request)
    {
        (string seen, RequestScanner scanner) = Scan(request);

        Assert.Equal(request, seen);
        Assert.False(scanner.SawUpgrade);
    }

    [Fact]
    public void Scan_LineAcrossSegments_IsSeen()
    {
        byte[] bytes = Encoding.Latin1.GetBytes("GET / HTTP/1.1\r\nConnection: Upgrade\r\n\r\n");
        Segment first = new(bytes.AsMemory(0, 30));
        Segment last = first.Append(bytes.AsMemory(30));

        new RequestScanner().Scan(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length));

        Assert.Equal("GET / HTTP/1.1\r\nConnection: close  \r\n\r\n", Encoding.Latin1.GetString(bytes));
    }

    private static (string Seen, RequestScanner Scanner) Scan(string request)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(request);
        RequestScanner scanner = new();
        scanner.Scan(new ReadOnlySequence<byte>(bytes));
        return (Encoding.Latin1.GetString(bytes), scanner);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        internal Segment(ReadOnlyMemory<byte> memory) => Memory = memory;

        internal Segment Append(ReadOnlyMemory<byte> memory)
        {
            Segment next = new(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
