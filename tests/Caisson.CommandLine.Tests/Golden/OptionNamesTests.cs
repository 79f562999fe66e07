using System.Text.RegularExpressions;

namespace Caisson.CommandLine.Tests.Golden;

/// <summary>Every option that runc lists is there under the same names, with or without a value alike.</summary>
public partial class OptionNamesTests
{
    [Theory]
    [InlineData("create")]
    [InlineData("start")]
    [InlineData("run")]
    [InlineData("state")]
    [InlineData("kill")]
    [InlineData("delete")]
    [InlineData("exec")]
    [InlineData("ps")]
    [InlineData("list")]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("update")]
    [InlineData("events")]
    [InlineData("spec")]
    [InlineData("features")]
    public void Verb_Options_AreRuncs(string verb)
    {
        string[] missing = [.. Options(Tool.Runc().Run("help", verb)).Except(Options(Tool.Caisson.Run("help", verb)))];
        Assert.Empty(missing);
    }

    [Fact]
    public void Program_Options_AreRuncs()
    {
        // --criu is accepted and has no effect, in runc as here: it is left out of the help.
        string[] missing = [.. Options(Tool.Runc().Run("help")).Except(Options(Tool.Caisson.Run("help")))];
        Assert.Equal(["--criu value"], missing);
        Assert.Equal(0, Tool.Caisson.Run("--criu", "x", "help").Status);
    }

    [Fact]
    public void Program_Verbs_AreRuncs()
    {
        // checkpoint and restore are not offered.
        string[] missing = [.. Verbs(Tool.Runc().Run("help")).Except(Verbs(Tool.Caisson.Run("help")))];
        Assert.Equal(["checkpoint", "restore"], missing);
    }

    private static IEnumerable<string> Options(Outcome help) =>
        from line in help.Output.Split('\n')
        let match = OptionLine().Match(line)
        where match.Success
        select match.Groups[1].Value;

    private static IEnumerable<string> Verbs(Outcome help) =>
        help.Output.Split("COMMANDS:\n")[1].Split("\n\n")[0].Split('\n').Select(line => line.Trim().Split(' ')[0]);

    [GeneratedRegex(@"^   (--[a-z0-9-]+(?: value)?(?:, -[a-z](?: value)?)?)  ")]
    private static partial Regex OptionLine();
}
