using Caisson.Runtime;
using Caisson.Runtime.CommandLine;
using Caisson.Runtime.CommandLine.Logging;
using Caisson.Runtime.CommandLine.Options;
using Caisson.Runtime.CommandLine.Verbs;
using Caisson.Runtime.Lifecycle;

namespace Caisson.CommandLine.Tests.Verbs;

public class ExecVerbTests
{
    [Fact]
    public void ToRequest_EveryOption_IsHandedOn()
    {
        ExecRequest request = Request(
            "--console-socket", "/s", "--cwd", "/w", "-e", "A=b", "--env", "C=d,e", "-t", "-u", "5:6", "-g", "7",
            "-g", "8", "-d", "--pid-file", "/p", "--process-label", "l", "--apparmor", "a", "--no-new-privs", "-c",
            "CAP_KILL", "--cap", "CAP_CHOWN", "--preserve-fds", "2", "--cgroup", "sub", "--ignore-paused",
            "id", "ls", "-l", "--", "/");
        Assert.Equal("id", request.Id);
        Assert.Equal(["ls", "-l", "--", "/"], request.Args);
        Assert.Equal("/s", request.ConsoleSocket);
        Assert.Equal("/w", request.Cwd);
        Assert.Equal(["A=b", "C=d,e"], request.Env);
        Assert.True(request.Tty);
        Assert.Equal(5u, request.Uid);
        Assert.Equal(6u, request.Gid);
        Assert.Equal([7u, 8u], request.AdditionalGids);
        Assert.True(request.Detach);
        Assert.Equal("/p", request.PidFile);
        Assert.Equal("l", request.ProcessLabel);
        Assert.Equal("a", request.AppArmor);
        Assert.True(request.NoNewPrivileges);
        Assert.Equal(["CAP_KILL", "CAP_CHOWN"], request.Capabilities);
        Assert.Equal(2, request.PreserveFds);
        Assert.Equal(["sub"], request.Cgroup);
        Assert.True(request.IgnorePaused);
        Assert.Null(request.Process);
    }

    [Fact]
    public void ToRequest_NoOptions_LeavesEverythingToTheContainer()
    {
        ExecRequest request = Request("id", "true");
        Assert.Null(request.Tty);
        Assert.Null(request.NoNewPrivileges);
        Assert.Null(request.Uid);
        Assert.Null(request.Gid);
        Assert.Null(request.Cwd);
        Assert.Empty(request.Env);
        Assert.False(request.Detach);
    }

    [Fact]
    public void ToRequest_SwitchTurnedOff_IsNotTheSameAsAbsent()
    {
        ExecRequest request = Request("--tty=false", "--no-new-privs=false", "id", "true");
        Assert.False(request.Tty);
        Assert.False(request.NoNewPrivileges);
    }

    [Fact]
    public void ToRequest_RelativePaths_AreTheCallers() =>
        Assert.Equal(Path.GetFullPath("p"), Request("--pid-file", "p", "id", "true").PidFile);

    [Theory]
    [InlineData("foo", "parsing \"foo\" as int for uid failed")]
    [InlineData("5:x", "parsing \"x\" as int for gid failed")]
    [InlineData("5:", "parsing \"\" as int for gid failed")]
    [InlineData(":5", "parsing \"\" as int for uid failed")]
    [InlineData("-5", "parsing \"-5\" as int for uid failed")]
    [InlineData("4294967296", "parsing \"4294967296\" as int for uid failed")]
    public void ToRequest_UserThatIsNone_IsRefused(string user, string message)
    {
        ContainerException error = Assert.Throws<ContainerException>(() => Request("-u", user, "id", "true"));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_NoArgument_IsRefused() =>
        Assert.Equal(
            "caisson-runtime: \"exec\" requires a minimum of 1 argument(s)",
            Assert.Throws<UsageException>(() => new ExecVerb().Parse(["-t"])).Message);

    [Fact]
    public void Parse_HelpBehindTheId_BelongsToTheCommand()
    {
        ExecVerb verb = new();
        Assert.Equal(["id", "ls", "--help"], verb.Parse(["id", "ls", "--help"]));
        Assert.False(verb.IsHelpWanted);
    }

    private static ExecRequest Request(params string[] line)
    {
        ExecVerb verb = new();
        return verb.ToRequest(new Invocation(new GlobalOptions(), Log.Initial(), verb.Parse(line)));
    }
}
