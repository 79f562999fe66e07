using Caisson.Runtime.CommandLine.Options;

namespace Caisson.CommandLine.Tests.Options;

public class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("5s", 50_000_000)]
    [InlineData("1h2m3.5s", 37_235_000_000)]
    [InlineData("250ms", 2_500_000)]
    [InlineData("1.5us", 15)]
    [InlineData("2µs", 20)]
    [InlineData("100ns", 1)]
    [InlineData(".5s", 5_000_000)]
    [InlineData("1.s", 10_000_000)]
    [InlineData("-3s", -30_000_000)]
    [InlineData("+3s", 30_000_000)]
    public void TryParse_Duration_ReadsIt(string text, long ticks)
    {
        Assert.True(GoDuration.TryParse(text, out TimeSpan span));
        Assert.Equal(ticks, span.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-")]
    [InlineData(".s")]
    [InlineData("5 s")]
    [InlineData("5sec")]
    [InlineData("1s2")]
    [InlineData("--1s")]
    [InlineData("99999999999h")]
    public void TryParse_SomethingElse_IsNone(string text) => Assert.False(GoDuration.TryParse(text, out _));
}
