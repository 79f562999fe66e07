namespace Caisson.Integration.Tests.Systemd;

/// <summary><c>--systemd-cgroup</c> on a machine without systemd.</summary>
public sealed class NoSystemdTests : IntegrationTest
{
    public NoSystemdTests() => Assert.SkipWhen(SystemdHost.IsThere, "systemd runs this machine");

    [Theory]
    [InlineData("create")]
    [InlineData("run")]
    public void Create_NoSystemd_SaysSoAndLeavesNothing(string verb)
    {
        Container container = New(new Bundle().WithLongLife().With(c => c.Linux()["cgroupsPath"] = "system.slice:test:x"));
        container.Bundle.Save();
        container.GlobalOptions = ["--systemd-cgroup"];

        CommandResult result = container.Call(verb, "--bundle", container.Bundle.Folder, container.Id).Exited(1);

        Assert.Contains("systemd cgroup flag passed, but systemd support for managing cgroups is not available", result.Error);
        Assert.Equal("", container.Call("list", "--quiet").Succeeded().Output);
    }
}
