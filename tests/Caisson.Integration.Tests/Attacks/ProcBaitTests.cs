using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.Attacks;

/// <summary>
/// CVE-2019-19921 and CVE-2025-52881: an image or a volume puts something of its own in the place of /proc or of files
/// in it, so that what the runtime writes there (sysctl, LSM labels) goes elsewhere, or nowhere.
/// </summary>
public sealed class ProcBaitTests : IntegrationTest
{
    // This version of the reference lets a tmpfs pass.
    private static readonly string[] Bind = ["bind"];
    private static readonly string[] BindAndTmpfs = ["bind", "tmpfs"];

    [Fact]
    public void Proc_IsALinkInTheImage_IsNotFollowed()
    {
        Container container = New(new Bundle().WithScript("stat -f -c %T /proc; cat /proc/sys/kernel/ostype; find /fake -type f -size +0"));
        string fake = MakeFakeProc(container.Bundle.InRoot("/fake"));
        Directory.Delete(container.Bundle.InRoot("/proc"));
        File.CreateSymbolicLink(container.Bundle.InRoot("/proc"), "/fake");
        container.Bundle.With(c => c.Linux()["sysctl"] = new JsonObject { ["net.ipv4.ip_forward"] = "1" });

        CommandResult result = container.Run();

        if (result.ExitCode == 0)
        {
            Assert.Equal("Linux", result.Lines[1]);
        }

        AssertUntouched(fake);
    }

    [Fact]
    public void Proc_IsAVolume_IsRefused()
    {
        string fake = MakeFakeProc(TestRun.NewFolder());
        Container container = New(new Bundle());
        container.Bundle.With(c =>
        {
            c.RemoveMount("/proc");
            c.AddBind(fake, "/proc");
            c.Linux()["sysctl"] = new JsonObject { ["net.ipv4.ip_forward"] = "1" };
        });

        ErrorLine.AssertOf(container, container.Create(), 1, "/proc");
        AssertUntouched(fake);
    }

    [Theory]
    [InlineData("/proc/self")]
    [InlineData("/proc/sys")]
    [InlineData("/proc/sys/kernel")]
    [InlineData("/proc/sysrq-trigger")]
    [InlineData("/proc/../proc/sys/net")]
    [InlineData("//proc/./self/attr")]
    [InlineData("/link/sys")]
    [InlineData("/link/self/attr/exec")]
    [InlineData("/up/sys")]
    public void Mount_BelowProc_IsRefused(string destination)
    {
        string fake = MakeFakeProc(TestRun.NewFolder());
        foreach (string type in OciRuntime.SubjectIsReference ? Bind : BindAndTmpfs)
        {
            Container container = New(new Bundle());
            File.CreateSymbolicLink(container.Bundle.InRoot("/link"), "/proc");
            File.CreateSymbolicLink(container.Bundle.InRoot("/up"), "../../../../proc");
            container.Bundle.With(c => c.AddMount(destination, type, fake, type == "bind" ? ["bind"] : []));

            ErrorLine.AssertOf(container, container.Create(), 1, Path.GetFileName(destination));
            container.Call("state", container.Id).Exited(1);
        }

        AssertUntouched(fake);
    }

    [Theory]
    [InlineData("/proc/cpuinfo")]
    [InlineData("/proc/meminfo")]
    [InlineData("/proc/uptime")]
    public void Mount_OverFigures_IsAllowed(string destination)
    {
        // What tools like lxcfs do; a file that nothing is ever written to.
        string file = Path.Combine(Folder, "figures");
        File.WriteAllText(file, "mine");

        Assert.Equal("mine", RunScript($"cat {destination}", c => c.AddBind(file, destination, "ro")).Succeeded().Text);
    }

    [Fact]
    public void Mount_SwappedTowardsProc_NeverCoversIt()
    {
        string volume = TestRun.NewFolder();
        Bundle bundle = new Bundle().WithLongLife().With(c =>
        {
            c.AddBind(volume, "/vol");
            c.AddMount("/vol/swap/sys", "tmpfs", "tmpfs");
            c.Linux()["sysctl"] = new JsonObject { ["net.ipv4.ip_forward"] = "1" };
            c.Linux()["maskedPaths"] = new JsonArray();
            c.Linux()["readonlyPaths"] = new JsonArray();
        });
        using var race = new SwappingRace(volume, "swap", "/proc");
        for (int round = 0; round < SwappingRace.Rounds; round++)
        {
            Container container = New(bundle);
            if (container.Create().ExitCode == 0)
            {
                Assert.DoesNotContain(
                    File.ReadAllLines(container.Proc("mountinfo")),
                    l => l.Split(' ')[4].StartsWith("/proc/", StringComparison.Ordinal));
                Assert.Equal("1", container.Exec("cat", "/proc/sys/net/ipv4/ip_forward").Text);
            }

            container.DeleteForce();
        }

        Assert.True(race.IsRunning, "the race ended early");
    }

    [Fact]
    public void Sysctl_NameWithPath_IsRefused()
    {
        Container container = New(new Bundle());
        container.Bundle.With(c => c.Linux()["sysctl"] = new JsonObject { ["net.../../kernel/core_pattern"] = "|/evil" });

        container.Create().Exited(1);

        Assert.DoesNotContain("evil", File.ReadAllText("/proc/sys/kernel/core_pattern"));
    }

    private static string MakeFakeProc(string folder)
    {
        foreach (string name in new[] { "self/attr/exec", "self/attr/keycreate", "self/oom_score_adj", "self/fd/0", "sys/net/ipv4/ip_forward", "thread-self/attr/exec" })
        {
            string file = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "");
        }

        return folder;
    }

    private static void AssertUntouched(string folder) =>
        Assert.All(
            Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories),
            f => Assert.Equal(0, new FileInfo(f).Length));
}
