using Caisson.Cli.Options;

namespace Caisson.Cli.Tests.Options;

public sealed class VariableFlagTests
{
    [Theory]
    [InlineData("20g", 20L << 30)]
    [InlineData("512MiB", 512L << 20)]
    [InlineData("1.5k", 1536)]
    [InlineData("1", 1)]
    public void Parse_LayerSize_IsInBytes(string text, long expected)
    {
        LayerSizeFlag flag = new();
        new FlagParser([flag]).Parse(["--max-layer-size", text]);
        Assert.Equal(expected, flag.Limits().LayerBytes);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("big")]
    [InlineData("20x")]
    [InlineData("")]
    [InlineData("99999999t")]
    public void Parse_LayerSizeThatIsNone_IsAnError(string text) => Assert.Equal(
        $"invalid argument \"{text}\" for \"--max-layer-size\" flag: it is no size such as 20g or 512m",
        Assert.Throws<UsageException>(() => new FlagParser([new LayerSizeFlag()]).Parse([$"--max-layer-size={text}"])).Message);

    [Theory]
    [InlineData("1t", 1L << 40)]
    [InlineData("1m", 1L << 20)]
    [InlineData("8191p", 8191L << 50)]
    public void Limits_Layers_MayComeUncompressed(string text, long bytes)
    {
        LayerSizeFlag flag = new();
        new FlagParser([flag]).Parse(["--max-layer-size", text]);
        Assert.InRange(flag.Limits().BlobBytes - bytes, 1L << 20, (bytes / 8) + (1 << 20));
    }

    [Theory]
    [InlineData("90s", 90_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("250ms", 250)]
    public void Parse_StallTimeout_IsADuration(string text, int milliseconds)
    {
        StallTimeoutFlag flag = new();
        new FlagParser([flag]).Parse(["--stall-timeout", text]);
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), flag.Value);
    }

    [Theory]
    [InlineData("0", "it is not between 1ms and 24h")]
    [InlineData("-5s", "it is not between 1ms and 24h")]
    [InlineData("25h", "it is not between 1ms and 24h")]
    [InlineData("5", "time: missing unit in duration \"5\"")]
    [InlineData("soon", "time: invalid duration \"soon\"")]
    public void Parse_StallTimeoutThatIsNone_IsAnError(string text, string why) => Assert.Equal(
        $"invalid argument \"{text}\" for \"--stall-timeout\" flag: {why}",
        Assert.Throws<UsageException>(() => new FlagParser([new StallTimeoutFlag()]).Parse([$"--stall-timeout={text}"])).Message);

    [Fact]
    public void Help_Flags_NameTheirDefaultsAndVariables()
    {
        LayerSizeFlag size = new();
        StallTimeoutFlag stall = new();
        Assert.Equal(("128g", "30s"), (size.DefaultText, stall.DefaultText));
        Assert.Contains("CAISSON_MAX_LAYER_SIZE", size.Description, StringComparison.Ordinal);
        Assert.Contains("CAISSON_STALL_TIMEOUT", stall.Description, StringComparison.Ordinal);
    }
}
