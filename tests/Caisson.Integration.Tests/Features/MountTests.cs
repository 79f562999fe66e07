namespace Caisson.Integration.Tests.Features;

/// <summary>mounts: file systems and what their options do, seen from inside.</summary>
public sealed class MountTests : IntegrationTest
{
    [Theory]
    [InlineData("ro", "ro")]
    [InlineData("nosuid", "nosuid")]
    [InlineData("nodev", "nodev")]
    [InlineData("noexec", "noexec")]
    [InlineData("noatime", "noatime")]
    [InlineData("nodiratime", "nodiratime")]
    [InlineData("relatime", "relatime")]
    [InlineData("nosymfollow", "nosymfollow")]
    public void Tmpfs_Flag_ShowsInMountinfo(string option, string shown)
    {
        CommandResult result = RunScript(
            "grep ' /mnt ' /proc/self/mountinfo", c => c.AddMount("/mnt", "tmpfs", "tmpfs", option));

        Assert.Contains(shown, result.Succeeded().Text.Split(' ')[5].Split(','));
    }

    [Theory]
    [InlineData("strictatime", "relatime")]
    [InlineData("rw", "ro")]
    [InlineData("suid", "nosuid")]
    [InlineData("dev", "nodev")]
    [InlineData("exec", "noexec")]
    public void Tmpfs_FlagThatAllows_KeepsTheOtherAway(string option, string absent)
    {
        CommandResult result = RunScript(
            "grep ' /mnt ' /proc/self/mountinfo", c => c.AddMount("/mnt", "tmpfs", "tmpfs", absent, option));

        Assert.DoesNotContain(absent, result.Succeeded().Text.Split(' ')[5].Split(','));
    }

    [Fact]
    public void Tmpfs_Data_IsPassedOn()
    {
        CommandResult result = RunScript(
            "stat -c '%a %u %g' /own; df -k /own | tail -1 | awk '{print $2}'",
            c => c.AddMount("/own", "tmpfs", "tmpfs", "size=1m", "mode=711", "uid=5", "gid=6"));

        Assert.Equal(["711 5 6", "1024"], result.Succeeded().Lines);
    }

    [Fact]
    public void Tmpfs_ReadOnly_RefusesWrites() =>
        Assert.Contains("Read-only", RunScript("touch /mnt/x", c => c.AddMount("/mnt", "tmpfs", "tmpfs", "ro")).Failed().Error);

    [Fact]
    public void Tmpfs_NoExec_RefusesToExecute() =>
        Assert.Contains(
            "Permission denied",
            RunScript("cp /bin/busybox /mnt/true; /mnt/true", c => c.AddMount("/mnt", "tmpfs", "tmpfs", "noexec")).Failed().Error);

    [Fact]
    public void Tmpfs_CopyUp_StartsWithWhatItCovers()
    {
        Container container = New(new Bundle().WithScript("cat /etc/passwd; stat -c '%a %u' /etc/own/file; echo new > /etc/new"));
        Directory.CreateDirectory(container.Bundle.InRoot("/etc/own"));
        Scripts.Write(container.Bundle.InRoot("/etc/own/file"), "x");
        Command.Run("chown", "7", container.Bundle.InRoot("/etc/own/file")).Succeeded();
        container.Bundle.With(c => c.AddMount("/etc", "tmpfs", "tmpfs", "tmpcopyup"));

        CommandResult result = container.Run().Succeeded();

        Assert.StartsWith("root:x:0:0", result.Output);
        Assert.Contains("755 7", result.Lines);
        Assert.False(File.Exists(container.Bundle.InRoot("/etc/new")));
    }

    [Fact]
    public void Mounts_Order_IsThatOfTheConfiguration()
    {
        CommandResult result = RunScript("grep -c . /mnt/passwd; ls /mnt", c =>
        {
            c.AddMount("/mnt", "tmpfs", "tmpfs");
            c.AddBind("/etc/passwd", "/mnt/passwd");
        });

        Assert.Equal("passwd", result.Succeeded().Lines[^1]);
    }

    [Fact]
    public void Mount_DestinationMissing_IsMade() =>
        RunScript("touch /a/b/c/file", c => c.AddMount("/a/b/c", "tmpfs", "tmpfs")).Succeeded();

    [Fact]
    public void Mount_DestinationThroughLink_StaysInTheRoot()
    {
        Container container = New(new Bundle().WithScript("touch /real/file; ls /link/"));
        Directory.CreateDirectory(container.Bundle.InRoot("/real"));
        File.CreateSymbolicLink(container.Bundle.InRoot("/link"), "/real");
        container.Bundle.With(c => c.AddMount("/link", "tmpfs", "tmpfs"));

        Assert.Equal("file", container.Run().Succeeded().Text);
        Assert.Empty(Directory.EnumerateFileSystemEntries(container.Bundle.InRoot("/real")));
    }

    [Fact]
    public void Standard_Mounts_AreUsable()
    {
        CommandResult result = RunScript(
            """
            awk '$5 ~ "^/(proc|dev|dev/pts|dev/shm|dev/mqueue|sys)$" { split($0, a, " - "); split(a[2], b, " "); print $5, b[1] }' /proc/self/mountinfo
            touch /dev/shm/x && head -c 1 /dev/zero > /dev/null && for l in fd stdin ptmx; do readlink /dev/$l; done
            """);

        Assert.Equal(
            ["/dev tmpfs", "/dev/mqueue mqueue", "/dev/pts devpts", "/dev/shm tmpfs", "/proc proc", "/proc/self/fd", "/proc/self/fd/0", "/sys sysfs", "pts/ptmx"],
            result.Succeeded().Lines.Select(l => l.Trim()).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact, HostLayout]
    public void Cgroup_Mount_ShowsTheContainersOwn()
    {
        CommandResult result = RunScript("cat /sys/fs/cgroup/pids/pids.max 2>/dev/null || cat /sys/fs/cgroup/pids.max", c =>
            c.Resources()["pids"] = ConfigEdits.Parse("""{"limit":123}"""));

        Assert.Equal("123", result.Succeeded().Text);
        RunScript("d=/sys/fs/cgroup/pids; [ -d $d ] || d=/sys/fs/cgroup; mkdir $d/x").Failed();
    }
}
