namespace Caisson.Integration.Tests.Features;

/// <summary>linux.devices and the rules of resources.devices.</summary>
[HostLayout]
public sealed class DeviceTests : IntegrationTest
{
    // The kernel's log: a device that every host has and no container may open, whatever its capabilities.
    private const string Read = "mknod /tmp/kmsg c 1 11 && exec 3< /tmp/kmsg && echo read";
    private const string ReadAndWrite = Read + "; exec 4> /tmp/kmsg && echo write";

    [Fact]
    public void Devices_Default_AreThere()
    {
        CommandResult result = RunScript("for d in null zero full random urandom tty; do stat -c '%n %F %a %t:%T' /dev/$d; done");

        Assert.Equal(
            [
                "/dev/null character special file 666 1:3", "/dev/zero character special file 666 1:5",
                "/dev/full character special file 666 1:7", "/dev/random character special file 666 1:8",
                "/dev/urandom character special file 666 1:9", "/dev/tty character special file 666 5:0",
            ],
            result.Succeeded().Lines);
    }

    [Fact]
    public void Devices_Default_Work() =>
        Assert.Equal(
            "8 1",
            RunScript("a=$(head -c 8 /dev/urandom | wc -c); echo x > /dev/full 2>/dev/null || echo $a 1").Succeeded().Text);

    [Fact]
    public void Devices_Listed_AreMade()
    {
        CommandResult result = RunScript("stat -c '%F %a %u %g %t:%T' /dev/mine /dev/sub/block /dev/fifo", c =>
            c.Linux()["devices"] = ConfigEdits.Parse("""
                [
                  { "type": "c", "path": "/dev/mine", "major": 1, "minor": 3, "fileMode": 416, "uid": 5, "gid": 6 },
                  { "type": "b", "path": "/dev/sub/block", "major": 7, "minor": 200, "fileMode": 432, "uid": 0, "gid": 6 },
                  { "type": "p", "path": "/dev/fifo", "fileMode": 384, "uid": 0, "gid": 0 }
                ]
                """));

        Assert.Equal(
            ["character special file 640 5 6 1:3", "block special file 660 0 6 7:c8", "fifo 600 0 0 0:0"],
            result.Succeeded().Lines);
    }

    [Fact]
    public void Devices_DeniedAll_RefusesToOpenOthers()
    {
        CommandResult result = RunScript(Read, c => c.AddCapabilities("CAP_SYSLOG"));

        Assert.Contains("Operation not permitted", result.Failed().Error);
    }

    [Theory]
    [InlineData("rwm", "read write")]
    [InlineData("rm", "read")]
    [InlineData("m", "")]
    public void Devices_Access_IsWhatTheRuleSays(string access, string allowed)
    {
        CommandResult result = RunScript(ReadAndWrite, c =>
        {
            c.AddCapabilities("CAP_SYSLOG");
            c.Resources()["devices"] = ConfigEdits.Parse(
                $$"""[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":1,"minor":11,"access":"{{access}}"}]""");
        });

        Assert.Equal(allowed, string.Join(' ', result.Lines));
    }

    [Fact]
    public void Devices_LaterRule_TakesBackWhatAnEarlierGave()
    {
        CommandResult result = RunScript(Read, c =>
        {
            c.AddCapabilities("CAP_SYSLOG");
            c.Resources()["devices"] = ConfigEdits.Parse("""
                [{"allow":true,"access":"rwm"},{"allow":false,"type":"c","major":1,"minor":11,"access":"rw"}]
                """);
        });

        Assert.Contains("Operation not permitted", result.Failed().Error);
    }

    [Fact]
    public void Devices_DeniedAll_StillAllowsNullAndMakingNodes() =>
        RunScript("echo x > /dev/null; mknod /tmp/null c 1 3 && echo x > /tmp/null").Succeeded();

    [Fact]
    public void Devices_Rules_HoldForExecToo()
    {
        Container container = New(new Bundle().WithLongLife().With(c => c.AddCapabilities("CAP_SYSLOG")));
        container.CreateAndStart();

        Assert.Contains("Operation not permitted", container.ExecScript(Read).Failed().Error);
    }
}
