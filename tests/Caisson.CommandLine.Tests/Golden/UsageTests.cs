namespace Caisson.CommandLine.Tests.Golden;

/// <summary>What a caller gets for a command line that is wrong: runc's status and runc's line.</summary>
public class UsageTests
{
    [Theory]
    [InlineData("--nosuch")]
    [InlineData("--root")]
    [InlineData("--debug=foo list")]
    [InlineData("---x")]
    [InlineData("--log-format foo state x")]
    [InlineData("create")]
    [InlineData("create a b")]
    [InlineData("create --nosuch x")]
    [InlineData("create -nosuch=5 x")]
    [InlineData("create --preserve-fds=abc x")]
    [InlineData("run")]
    [InlineData("start")]
    [InlineData("start a b")]
    [InlineData("state")]
    [InlineData("state a --nosuch")]
    [InlineData("kill")]
    [InlineData("kill a KILL b")]
    [InlineData("kill --all=maybe a")]
    [InlineData("delete")]
    [InlineData("delete a b")]
    [InlineData("delete -fx a")]
    [InlineData("exec")]
    [InlineData("exec -it x sh")]
    [InlineData("exec --nosuch x sh")]
    [InlineData("exec -g x c id")]
    [InlineData("ps")]
    [InlineData("ps --bad x")]
    [InlineData("list a")]
    [InlineData("list -qf json")]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("events")]
    [InlineData("events --interval foo x")]
    [InlineData("events --interval 5 x")]
    [InlineData("update")]
    [InlineData("update --pids-limit abc x")]
    [InlineData("update --pids-limit 99999999999999999999 x")]
    [InlineData("spec a")]
    [InlineData("features a")]
    public void CommandLine_Wrong_StatusAndErrorAreRuncs(string line)
    {
        Tool runc = Tool.Runc();
        Outcome expected = runc.Run(line.Split(' '));
        Outcome actual = Tool.Caisson.Run(line.Split(' '));
        Assert.NotEqual(0, expected.Status);
        Assert.Equal(expected.Status, actual.Status);

        // Where the reason names a value, more may follow than runc has to say.
        string wanted = runc.Normalise(expected.Error).TrimEnd('\n', '"');
        Assert.StartsWith(wanted, Tool.Caisson.Normalise(actual.Error), StringComparison.Ordinal);
        Assert.Equal(SaysIncorrectUsage(expected), SaysIncorrectUsage(actual));
    }

    [Theory]
    [InlineData("nosuch")]
    [InlineData("help nosuch")]
    public void Verb_Unknown_StatusIsRuncs(string line)
    {
        Outcome outcome = Tool.Caisson.Run(line.Split(' '));
        Assert.Equal(Tool.Runc().Run(line.Split(' ')).Status, outcome.Status);
        Assert.Contains("No help topic for 'nosuch'", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("help")]
    [InlineData("--help nosuch")]
    [InlineData("--version")]
    [InlineData("-v")]
    [InlineData("-v create")]
    [InlineData("h list")]
    [InlineData("help create")]
    [InlineData("create -h")]
    [InlineData("create --help")]
    [InlineData("state -h nosuch")]
    [InlineData("state nosuch --help")]
    [InlineData("exec -h")]
    public void Help_AnyVerb_EndsWell(string line)
    {
        Outcome expected = Tool.Runc().Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Outcome actual = Tool.Caisson.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(0, expected.Status);
        Assert.Equal(0, actual.Status);
        Assert.Equal("", actual.Error);
        Assert.Equal(expected.Output[..4] == "NAME", actual.Output[..4] == "NAME");
    }

    /// <summary>dockerd's parser: the version stands behind the word, the commit behind its own.</summary>
    [Fact]
    public void Version_Lines_AreThoseThatDockerdReads()
    {
        string[] lines = Tool.Caisson.Run("--version").Output.TrimEnd('\n').Split('\n');
        Assert.Matches(@"^caisson-runtime version \d+\.\d+\.\d+\S*$", lines[0]);
        Assert.Contains(lines, line => System.Text.RegularExpressions.Regex.IsMatch(line, @"^spec: \d+\.\d+\.\d+$"));
    }

    private static bool SaysIncorrectUsage(Outcome outcome) =>
        outcome.Output.StartsWith("Incorrect Usage", StringComparison.Ordinal);
}
