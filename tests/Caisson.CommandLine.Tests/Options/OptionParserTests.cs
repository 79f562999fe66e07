using Caisson.Runtime.CommandLine.Options;

namespace Caisson.CommandLine.Tests.Options;

public class OptionParserTests
{
    private readonly TextOption _bundle = new("bundle", "") { Alias = 'b' };
    private readonly TextOption _pidFile = new("pid-file", "");
    private readonly SwitchOption _force = new("force", "") { Alias = 'f' };
    private readonly NumberOption _count = new("count", "");
    private readonly TextListOption _env = new("env", "") { Alias = 'e' };
    private readonly IdListOption _gids = new("gid", "") { Alias = 'g' };

    private Option[] All => [_bundle, _pidFile, _force, _count, _env, _gids];

    [Theory]
    [InlineData("-b", "/x")]
    [InlineData("--b", "/x")]
    [InlineData("-b=/x")]
    [InlineData("--b=/x")]
    [InlineData("-bundle", "/x")]
    [InlineData("--bundle", "/x")]
    [InlineData("-bundle=/x")]
    [InlineData("--bundle=/x")]
    public void ParseAnywhere_EitherNameAndDashes_TakesValue(params string[] option)
    {
        Assert.Equal(["id"], OptionParser.ParseAnywhere(All, [.. option, "id"]));
        Assert.Equal("/x", _bundle.Value);
        Assert.True(_bundle.IsSet);
    }

    [Fact]
    public void ParseAnywhere_ValueWithEqualsSign_KeepsIt()
    {
        OptionParser.ParseAnywhere(All, ["--env=A=b=c", "-e", "D=e,f"]);
        Assert.Equal(["A=b=c", "D=e,f"], _env.Values);
    }

    [Fact]
    public void ParseAnywhere_EmptyValue_IsSetButNull()
    {
        OptionParser.ParseAnywhere(All, ["--bundle=", "--pid-file", ""]);
        Assert.True(_bundle.IsSet);
        Assert.Null(_bundle.ValueOrNull);
        Assert.Null(_pidFile.ValueOrNull);
    }

    [Fact]
    public void ParseAnywhere_ValueThatLooksLikeAnOption_IsTheValue()
    {
        Assert.Equal(["id"], OptionParser.ParseAnywhere(All, ["--pid-file", "--force", "-b", "--", "id"]));
        Assert.Equal("--force", _pidFile.Value);
        Assert.Equal("--", _bundle.Value);
        Assert.False(_force.Value);
    }

    [Fact]
    public void ParseAnywhere_GivenTwice_LastCounts()
    {
        OptionParser.ParseAnywhere(All, ["-b", "1", "--bundle", "2", "--force", "--force=false"]);
        Assert.Equal("2", _bundle.Value);
        Assert.False(_force.Value);
    }

    [Fact]
    public void ParseAnywhere_OptionsBehindArguments_AreOptions()
    {
        Assert.Equal(["id", "KILL"], OptionParser.ParseAnywhere(All, ["id", "--force", "KILL", "-b", "/x"]));
        Assert.True(_force.Value);
        Assert.Equal("/x", _bundle.Value);
    }

    [Theory]
    [InlineData("-9")]
    [InlineData("--unknown")]
    [InlineData("-")]
    [InlineData("---x")]
    [InlineData("-=x")]
    public void ParseAnywhere_NoOptionBehindArgument_IsAnArgument(string argument) =>
        Assert.Equal(["id", argument], OptionParser.ParseAnywhere(All, ["id", argument]));

    [Fact]
    public void ParseAnywhere_DoubleDash_EndsOptionsOnce()
    {
        Assert.Equal(["-b", "--", "id"], OptionParser.ParseAnywhere(All, ["--", "-b", "--", "id"]));
        Assert.Equal(["id", "-f"], OptionParser.ParseAnywhere(All, ["id", "--", "-f"]));
        Assert.False(_force.Value);
    }

    [Fact]
    public void ParseLeading_FirstArgument_EndsOptions()
    {
        string[] line = ["-f", "id", "ls", "-b", "--", "/x"];
        Assert.Equal(1, OptionParser.ParseLeading(All, line));
        Assert.True(_force.Value);
        Assert.False(_bundle.IsSet);
    }

    [Fact]
    public void ParseLeading_DoubleDash_IsPassedOver() =>
        Assert.Equal(1, OptionParser.ParseLeading(All, ["--", "-f", "ls"]));

    [Fact]
    public void ParseLeading_NothingLeft_ReturnsLength() =>
        Assert.Equal(2, OptionParser.ParseLeading(All, ["-b", "x"]));

    [Theory]
    [InlineData("flag provided but not defined: -nosuch", "--nosuch")]
    [InlineData("flag provided but not defined: -nosuch", "-nosuch=3")]
    [InlineData("flag provided but not defined: -bf", "-bf", "x")]
    [InlineData("flag needs an argument: -bundle", "--bundle")]
    [InlineData("flag needs an argument: -b", "-b")]
    [InlineData("invalid boolean value \"foo\" for -force: parse error", "--force=foo")]
    [InlineData("invalid boolean value \"\" for -f: parse error", "-f=")]
    [InlineData("invalid value \"abc\" for flag -count: parse error", "--count", "abc")]
    [InlineData("invalid value \"9223372036854775808\" for flag -count: value out of range",
        "--count=9223372036854775808")]
    [InlineData("invalid value \"x\" for flag -g: strconv.ParseInt: parsing \"x\": invalid syntax", "-g", "x")]
    [InlineData(
        "invalid value \"-1\" for flag -gid: strconv.ParseInt: parsing \"-1\": value out of range", "--gid", "-1")]
    [InlineData("bad flag syntax: ---x", "---x")]
    [InlineData("bad flag syntax: -=x", "-=x")]
    [InlineData("bad flag syntax: --=x", "--=x")]
    public void ParseAnywhere_WrongOption_SaysSoInGosWords(string message, params string[] line) =>
        Assert.Equal(message, Assert.Throws<UsageException>(() => OptionParser.ParseAnywhere(All, line)).Message);

    [Theory]
    [InlineData("-1")]
    [InlineData("2147483648")]
    public void AsCount_OutOfRange_Throws(string value)
    {
        OptionParser.ParseAnywhere(All, ["--count", value]);
        string message = Assert.Throws<UsageException>(() => _count.AsCount()).Message;
        Assert.Contains("-count", message, StringComparison.Ordinal);
    }
}
