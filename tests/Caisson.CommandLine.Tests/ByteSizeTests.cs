using Caisson.Runtime.CommandLine;

namespace Caisson.CommandLine.Tests;

public class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("4096", 4096)]
    [InlineData("10b", 10)]
    [InlineData("1k", 1024)]
    [InlineData("1KB", 1024)]
    [InlineData("100m", 104857600)]
    [InlineData("100mib", 104857600)]
    [InlineData("1.5g", 1610612736)]
    [InlineData("1.5 GiB", 1610612736)]
    [InlineData(".5k", 512)]
    [InlineData("2t", 2199023255552)]
    [InlineData("1P", 1125899906842624)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void TryParse_Size_GivesBytes(string text, long expected)
    {
        Assert.True(ByteSize.TryParse(text, out long bytes));
        Assert.Equal(expected, bytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("k")]
    [InlineData("-2")]
    [InlineData("1x")]
    [InlineData("1kbb")]
    [InlineData("1ki")]
    [InlineData("1 0k")]
    [InlineData("1,5g")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("9223372036854775808")]
    [InlineData("8192p")]
    public void TryParse_SomethingElse_IsRefused(string text) => Assert.False(ByteSize.TryParse(text, out _));
}
