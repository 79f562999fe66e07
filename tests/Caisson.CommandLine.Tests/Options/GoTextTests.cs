using Caisson.Runtime.CommandLine.Options;

namespace Caisson.CommandLine.Tests.Options;

public class GoTextTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("+7", 7)]
    [InlineData("42", 42)]
    [InlineData("-42", -42)]
    [InlineData("0x1F", 31)]
    [InlineData("0Xff", 255)]
    [InlineData("0b101", 5)]
    [InlineData("0o17", 15)]
    [InlineData("017", 15)]
    [InlineData("0x_ff", 255)]
    [InlineData("0b1_0", 2)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("0x7fffffffffffffff", long.MaxValue)]
    public void TryParseInteger_Integer_ReadsIt(string text, long expected)
    {
        Assert.Equal(NumberParse.Ok, GoText.TryParseInteger(text, out long value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+-1")]
    [InlineData("1 ")]
    [InlineData(" 1")]
    [InlineData("1_000")]
    [InlineData("0x")]
    [InlineData("0b2")]
    [InlineData("08")]
    [InlineData("0x1__0")]
    [InlineData("0x1_")]
    [InlineData("1e3")]
    [InlineData("٣")]
    public void TryParseInteger_SomethingElse_IsMalformed(string text) =>
        Assert.Equal(NumberParse.Malformed, GoText.TryParseInteger(text, out _));

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("0xffffffffffffffff")]
    [InlineData("999999999999999999999999999999999999999999999999999999")]
    public void TryParseInteger_Beyond64Bits_IsOutOfRange(string text) =>
        Assert.Equal(NumberParse.OutOfRange, GoText.TryParseInteger(text, out _));

    [Theory]
    [InlineData("1", true)]
    [InlineData("t", true)]
    [InlineData("TRUE", true)]
    [InlineData("0", false)]
    [InlineData("F", false)]
    [InlineData("False", false)]
    public void TryParseBoolean_Boolean_ReadsIt(string text, bool expected)
    {
        Assert.True(GoText.TryParseBoolean(text, out bool value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yes")]
    [InlineData("tRUE")]
    [InlineData("2")]
    public void TryParseBoolean_SomethingElse_IsNone(string text) => Assert.False(GoText.TryParseBoolean(text, out _));

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a\"b\\c", "\"a\\\"b\\\\c\"")]
    [InlineData("\a\b\t\n\v\f\r", "\"\\a\\b\\t\\n\\v\\f\\r\"")]
    [InlineData("\x1b[0m\x7f", "\"\\x1b[0m\\x7f\"")]
    [InlineData("é\u0085", "\"é\\u0085\"")]
    public void Quote_Text_IsQuotedAsGoDoes(string text, string expected) => Assert.Equal(expected, GoText.Quote(text));
}
