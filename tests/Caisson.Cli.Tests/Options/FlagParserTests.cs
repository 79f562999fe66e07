using Caisson.Cli.Options;

namespace Caisson.Cli.Tests.Options;

/// <summary>The syntax of options; each expectation of an error is what Docker's client 28.2 printed.</summary>
public sealed class FlagParserTests
{
    private readonly SwitchFlag _all = new("all", "") { Shorthand = 'a' };
    private readonly SwitchFlag _quiet = new("quiet", "") { Shorthand = 'q' };
    private readonly SwitchFlag _human = new("human", "") { Shorthand = 'H', Default = true };
    private readonly TextFlag _format = new("format", "");
    private readonly ListFlag _filter = new("filter", "") { Shorthand = 'f', Check = KeyValues.CheckFilter };

    private List<string> Parse(params string[] words) => new FlagParser([_all, _quiet, _human, _format, _filter]).Parse(words);

    [Fact]
    public void Parse_FlagsBetweenArguments_AreFlags()
    {
        List<string> arguments = Parse("one", "-aq", "two", "--format", "x", "three");

        Assert.Equal(["one", "two", "three"], arguments);
        Assert.True(_all.Value && _quiet.Value);
        Assert.Equal("x", _format.Value);
    }

    [Theory]
    [InlineData("--all", true)]
    [InlineData("--all=true", true)]
    [InlineData("--all=1", true)]
    [InlineData("-a=F", false)]
    [InlineData("-H=false", false)]
    public void Parse_Switch_TakesAValueBehindEqualsOnly(string word, bool expected)
    {
        List<string> arguments = Parse(word, "false");

        Assert.Equal(["false"], arguments);
        Assert.Equal(expected, word.StartsWith("-H", StringComparison.Ordinal) ? _human.Value : _all.Value);
    }

    [Theory]
    [InlineData("--filter", "a=b")]
    [InlineData("--filter=a=b", null)]
    [InlineData("-f", "a=b")]
    [InlineData("-fa=b", null)]
    [InlineData("-f=a=b", null)]
    [InlineData("-qfa=b", null)]
    public void Parse_Value_FollowsInEachWay(string word, string? next)
    {
        Parse(next is null ? [word] : [word, next]);

        Assert.Equal(["a=b"], _filter.Values);
    }

    [Fact]
    public void Parse_ValueThatLooksLikeAFlag_IsTheValue()
    {
        Parse("--format", "-q");

        Assert.Equal("-q", _format.Value);
        Assert.False(_quiet.Value);
    }

    [Fact]
    public void Parse_BehindTwoDashes_EverythingIsAnArgument() => Assert.Equal(["-", "-a", "--", "x"], Parse("-", "--", "-a", "--", "x"));

    [Theory]
    [InlineData("--foo", "unknown flag: --foo")]
    [InlineData("--foo=1", "unknown flag: --foo")]
    [InlineData("-z", "unknown shorthand flag: 'z' in -z")]
    [InlineData("-aqz", "unknown shorthand flag: 'z' in -z")]
    [InlineData("--format", "flag needs an argument: --format")]
    [InlineData("-f", "flag needs an argument: 'f' in -f")]
    [InlineData("--=x", "bad flag syntax: --=x")]
    [InlineData("-f=x", "invalid argument \"x\" for \"-f, --filter\" flag: bad format of filter (expected name=value)")]
    [InlineData("-a=foo", "invalid argument \"foo\" for \"-a, --all\" flag: strconv.ParseBool: parsing \"foo\": invalid syntax")]
    public void Parse_Wrong_SaysSoInDockersWords(string word, string expected)
    {
        UsageException error = Assert.Throws<UsageException>(() => Parse(word));

        Assert.Equal(expected, error.Message);
        Assert.Equal(125, error.Status);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-qh")]
    public void Parse_Help_EndsIt(string word)
    {
        FlagParser parser = new([_quiet]);

        parser.Parse([word, "--unknown"]);

        Assert.True(parser.IsHelpWanted);
    }

    [Theory]
    [InlineData(1, 1, "requires 1 argument")]
    [InlineData(2, 2, "requires 2 arguments")]
    [InlineData(1, null, "requires at least 1 argument")]
    public void Fault_TooFew_SaysHowMany(int least, int? most, string expected) => Assert.Equal(expected, new Arity(least, most).Fault(0));

    [Theory]
    [InlineData(0, 0, "accepts no arguments")]
    [InlineData(0, 1, "requires at most 1 argument")]
    [InlineData(1, 2, "requires at least 1 and at most 2 arguments")]
    public void Fault_TooMany_SaysHowMany(int least, int? most, string expected) => Assert.Equal(expected, new Arity(least, most).Fault(3));
}
