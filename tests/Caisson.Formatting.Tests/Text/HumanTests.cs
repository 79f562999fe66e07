using Caisson.Formatting.Text;

namespace Caisson.Formatting.Tests.Text;

/// <summary>Sizes and times, as Docker's client 28.2 prints them.</summary>
public sealed class HumanTests
{
    [Theory]
    [InlineData(0, "0B")]
    [InlineData(78100000, "78.1MB")]
    [InlineData(4261550, "4.26MB")]
    [InlineData(123456789012, "123GB")]
    [InlineData(999, "999B")]
    [InlineData(1000, "1kB")]
    [InlineData(999999, "1e+03kB")]
    public void Of_BytesInThreeDigits_IsDockers(long bytes, string expected) => Assert.Equal(expected, HumanSize.Of(bytes, 3));

    [Theory]
    [InlineData(4261550, "4.262MB")]
    [InlineData(123456789012, "123.5GB")]
    public void Of_BytesInFourDigits_IsDockers(long bytes, string expected) => Assert.Equal(expected, HumanSize.Of(bytes));

    [Theory]
    [InlineData(0, "Less than a second")]
    [InlineData(1, "1 second")]
    [InlineData(30, "30 seconds")]
    [InlineData(60, "About a minute")]
    [InlineData(120, "2 minutes")]
    [InlineData(3700, "About an hour")]
    [InlineData(5400, "2 hours")]
    [InlineData(86400 * 2, "2 days")]
    [InlineData(86400 * 14, "2 weeks")]
    [InlineData(86400 * 60, "2 months")]
    [InlineData(86400 * 400, "13 months")]
    [InlineData(86400 * 365 * 2, "2 years")]
    public void Of_Duration_IsDockers(long seconds, string expected) =>
        Assert.Equal(expected, HumanDuration.Of(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("sha256:0123456789abcdef", "0123456789ab")]
    [InlineData("<missing>", "<missing>")]
    public void Id_WithAlgorithm_IsTwelveDigits(string id, string expected) => Assert.Equal(expected, Shortened.Id(id));

    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("longer", 5, "long…")]
    [InlineData("😀😀😀", 2, "😀…")]
    public void Text_TooLong_EndsInAnEllipsis(string text, int most, string expected) =>
        Assert.Equal(expected, Shortened.Text(text, most));
}
