using Caisson.Integration.Tests.Programs;

namespace Caisson.Integration.Tests.Attacks;

/// <summary>
/// CVE-2025-31133 and CVE-2025-52565: where /dev comes from the image or a volume, /dev/null, /dev/console and
/// /dev/pts may be links, and what is bound from them or onto them would be what the links point to.
/// </summary>
public sealed class DeviceBaitTests : IntegrationTest
{
    private const string FallsForIt = "this version of the reference falls for it";
    private const string Victim = "/proc/sys/kernel/core_pattern";

    [Theory]
    [InlineData(Victim)]
    [InlineData("/victim")]
    public void MaskedPath_NullIsALinkInTheImage_ShowsNothingElse(string target)
    {
        Assert.SkipWhen(OciRuntime.SubjectIsReference, FallsForIt);
        Container container = New(WithDevOfTheImage("echo evil > /proc/timer_list; cat /proc/timer_list"));
        File.CreateSymbolicLink(container.Bundle.InRoot("/dev/null"), target);

        AssertVictimIsOutOfReach(container, container.Run());
    }

    [Fact]
    public void MaskedPath_NullIsAnotherDevice_ShowsNothingElse()
    {
        // The kernel's log in place of the null device.
        Container container = New(WithDevOfTheImage("dd if=/proc/timer_list of=/tmp/log bs=8k count=1 iflag=nonblock; wc -c < /tmp/log"));
        Command.Run("mknod", container.Bundle.InRoot("/dev/null"), "c", "1", "11").Succeeded();
        container.Bundle.With(c => c.AddCapabilities("CAP_SYSLOG"));

        CommandResult result = container.Run();

        Assert.True(result.ExitCode != 0 || result.Text == "0", $"the masked path shows something: {result}");
    }

    [Fact]
    public void MaskedPath_NullSwappedInAVolume_ShowsNothingElse()
    {
        Assert.SkipWhen(OciRuntime.SubjectIsReference, FallsForIt);
        string volume = TestRun.NewFolder();
        File.WriteAllText(Path.Combine(volume, "null"), "");
        File.CreateSymbolicLink(Path.Combine(volume, "null-link"), Victim);
        Bundle bundle = WithDevOfTheImage("echo evil > /proc/timer_list; cat /proc/timer_list").With(c => c.AddBind(volume, "/dev"));
        using Command swapper = Command.Start(
            new CommandOptions(), SmallProgram.Compile("swap"), Path.Combine(volume, "null"), Path.Combine(volume, "null-link"));
        for (int round = 0; round < SwappingRace.Rounds; round++)
        {
            Container container = New(bundle);

            AssertVictimIsOutOfReach(container, container.Run());
        }

        Assert.False(swapper.HasExited, "the race ended early");
    }

    [Theory]
    [InlineData(Victim)]
    [InlineData("/victim")]
    public void Terminal_ConsoleIsALinkInTheImage_IsNotFollowed(string target)
    {
        Container container = New(WithDevOfTheImage("cat /proc/self/mountinfo"));
        container.Bundle.With(c => c.Process()["terminal"] = true);
        File.CreateSymbolicLink(container.Bundle.InRoot("/dev/console"), target);
        using var socket = new DescriptorSocket(Folder);

        if (container.Create("--console-socket", socket.Path).ExitCode == 0)
        {
            Assert.DoesNotContain(
                File.ReadAllLines(container.Proc("mountinfo")), l => l.Split(' ')[4] == target);
        }

        Assert.DoesNotContain(TestRun.Marker, File.ReadAllText(Victim));
    }

    [Fact]
    public void Terminal_PtsIsALinkToProc_IsRefused()
    {
        Container container = New(WithDevOfTheImage("cat /proc/self/mountinfo"));
        Directory.Delete(container.Bundle.InRoot("/dev/pts"));
        File.CreateSymbolicLink(container.Bundle.InRoot("/dev/pts"), "/proc/sys");
        container.Bundle.With(c => c.AddMount("/dev/pts", "devpts", "devpts", "newinstance", "ptmxmode=0666"));

        ErrorLine.AssertOf(container, container.Create(), 1, "/dev/pts");
    }

    [Fact]
    public void Devices_LinksInTheImage_AreNotWrittenThrough()
    {
        // The runtime makes links and nodes in /dev: none of them may land where an old link leads.
        string bait = Path.Combine(Folder, "bait");
        Container container = New(WithDevOfTheImage("true"));
        foreach (string name in new[] { "zero", "full", "fd", "stdin", "ptmx", "console" })
        {
            File.CreateSymbolicLink(container.Bundle.InRoot("/dev/" + name), bait);
        }

        container.Run();

        Assert.False(Path.Exists(bait));
    }

    private static void AssertVictimIsOutOfReach(Container container, CommandResult result)
    {
        string pattern = File.ReadAllText(Victim);
        Assert.DoesNotContain("evil", pattern);
        Assert.DoesNotContain(pattern.Trim(), result.Output);
        Assert.Equal("victim", File.ReadAllText(container.Bundle.InRoot("/victim")));
        Assert.DoesNotContain("victim", result.Output);
    }

    private static Bundle WithDevOfTheImage(string script)
    {
        Bundle bundle = new Bundle().WithScript(script);
        File.WriteAllText(bundle.InRoot("/victim"), "victim");
        Directory.CreateDirectory(bundle.InRoot("/dev/pts"));
        return bundle.With(c =>
        {
            foreach (string destination in new[] { "/dev/pts", "/dev/shm", "/dev/mqueue", "/dev" })
            {
                c.RemoveMount(destination);
            }

            c.Linux()["readonlyPaths"] = ConfigEdits.Strings("/proc/sys");
        });
    }
}
