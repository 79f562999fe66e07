using System.Buffers;
using System.Text;
using Caisson.Api.Streams;
using Caisson.Engine;
using Caisson.Engine.Logs;

namespace Caisson.Api.Tests.Streams;

public sealed class LogTextTests
{
    private static readonly LogLine Line = new(
        true, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(12), "text\n"u8.ToArray(), [new("b c", "1&2"), new("a", "x")]);

    [Fact]
    public void Write_TimeAndDetails_AreInFrontAsDockerHasThem()
    {
        var buffer = new ArrayBufferWriter<byte>();
        new LogText(isFramed: false, hasTime: true, hasDetails: true).Write(buffer, Line);

        Assert.Equal("2026-01-02T03:04:05.000001200Z a=x,b+c=1%262 text\n", Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Fact]
    public void Write_Framed_HasTheStreamAndTheLength()
    {
        var buffer = new ArrayBufferWriter<byte>();
        new LogText(isFramed: true, hasTime: false, hasDetails: false).Write(buffer, Line);

        Assert.Equal([2, 0, 0, 0, 0, 0, 0, 5, .. "text\n"u8], buffer.WrittenSpan.ToArray());
    }

    [Theory]
    [InlineData("1735689600.5", 5_000_000)]
    [InlineData("1735689600.000000100", 1)]
    [InlineData("1735689600", 0)]
    public void Parse_Moment_HasItsFraction(string text, long ticks) =>
        Assert.Equal(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(ticks), LogTimes.Parse(text, "since"));

    [Theory]
    [InlineData("x")]
    [InlineData("1.x")]
    [InlineData("99999999999999")]
    public void Parse_NoMoment_IsRefused(string text) => Assert.Throws<EngineException>(() => LogTimes.Parse(text, "since"));
}
