using Caisson.Images.Build.Dockerfiles.Parsing;

namespace Caisson.Images.Tests.Build.Dockerfiles;

public class GoTextTests
{
    [Theory]
    [InlineData("a b", "\"a b\"")]
    [InlineData("a\"b\\", "\"a\\\"b\\\\\"")]
    [InlineData("\a\b\f\n\r\t\v\0\u007F", "\"\\a\\b\\f\\n\\r\\t\\v\\x00\\x7f\"")]
    [InlineData("ä€\U0001F600", "\"ä€\U0001F600\"")]
    [InlineData("\u00A0\u200B\uE000", "\"\\u00a0\\u200b\\ue000\"")]
    public void Quote_Text_IsAsGoWritesIt(string text, string expected) => Assert.Equal(expected, GoText.Quote(text));

    [Theory]
    [InlineData(0, @"'\x00'")]
    [InlineData(3, @"'\x03'")]
    [InlineData(10, @"'\n'")]
    [InlineData(39, @"'\''")]
    [InlineData(34, "'\"'")]
    [InlineData(65, "'A'")]
    public void QuoteCharacter_Number_IsACharacter(int value, string expected) =>
        Assert.Equal(expected, GoText.QuoteCharacter(value));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "1ns")]
    [InlineData(1_500, "1.5µs")]
    [InlineData(100_000_000, "100ms")]
    [InlineData(30_000_000_000, "30s")]
    [InlineData(90_500_000_000, "1m30.5s")]
    [InlineData(300_000_000_000, "5m0s")]
    [InlineData(7_200_000_000_000, "2h0m0s")]
    public void Format_Duration_IsAsGoWritesIt(long nanoseconds, string expected)
    {
        Assert.Equal(expected, GoDuration.Format(nanoseconds));
        Assert.Equal(nanoseconds, GoDuration.Parse(expected));
    }
}
