using System.Text;
using Caisson.Linux.Credentials;

namespace Caisson.Linux.Tests.Credentials;

public class IdMapTests
{
    [Fact]
    public void Format_Ranges_IsALineEach()
    {
        byte[] text = new byte[4096];
        int length = IdMap.Format([new(0, 1000, 1), new(1, 4294900000, 67295)], text);
        Assert.Equal("0 1000 1\n1 4294900000 67295\n", Encoding.UTF8.GetString(text, 0, length));
    }

    [Fact]
    public void Format_MoreThanAPage_ReturnsMinusOne()
    {
        IdMap[] maps = [.. Enumerable.Range(0, IdMap.MaxRanges).Select(i => new IdMap((uint)i, 4000000000 + (uint)i, 1))];
        Assert.Null(IdMap.Validate(maps));
        Assert.Equal(-1, IdMap.Format(maps, new byte[8192]));
        Assert.Equal(-1, IdMap.Format(maps.AsSpan(0, 1), new byte[8]));
        Assert.True(IdMap.Format(maps.AsSpan(0, 200), new byte[8192]) > 0);
    }

    [Fact]
    public void Validate_WrongRanges_SaysWhatIsWrong()
    {
        Assert.Null(IdMap.Validate([new(0, 0, uint.MaxValue)]));
        Assert.Null(IdMap.Validate([new(0, 10, 5), new(5, 20, 5)]));
        Assert.Equal("0 ranges, must be 1 to 340", IdMap.Validate([]));
        Assert.Equal("341 ranges, must be 1 to 340", IdMap.Validate(new IdMap[341]));
        Assert.Equal("range 1 is empty", IdMap.Validate([new(0, 0, 1), new(1, 1, 0)]));
        Assert.Equal("range 0 (1 0 4294967295) goes beyond 4294967294", IdMap.Validate([new(1, 0, uint.MaxValue)]));
        Assert.Equal("range 0 (0 2 4294967294) goes beyond 4294967294", IdMap.Validate([new(0, 2, uint.MaxValue - 1)]));
        Assert.Equal("ranges 0 and 1 overlap", IdMap.Validate([new(0, 10, 5), new(4, 20, 5)]));
        Assert.Equal("ranges 0 and 2 overlap", IdMap.Validate([new(0, 10, 5), new(10, 20, 5), new(20, 14, 1)]));
    }

    [Fact]
    public void TryToHost_NumberInsideAndOutside_IsFoundOrNot()
    {
        IdMap[] maps = [new(0, 1000, 1), new(1, 100000, 65535)];
        Assert.True(IdMap.TryToHost(maps, 0, out uint host));
        Assert.Equal(1000u, host);
        Assert.True(IdMap.TryToHost(maps, 65535, out host));
        Assert.Equal(165534u, host);
        Assert.False(IdMap.TryToHost(maps, 65536, out _));
    }
}
