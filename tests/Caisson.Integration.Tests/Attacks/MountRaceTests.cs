namespace Caisson.Integration.Tests.Attacks;

/// <summary>
/// CVE-2021-30465: while a container is being created, another one that shares a volume with it swaps a mount's
/// destination for a symbolic link, so that the mount lands on the host or the container's root is the host's.
/// </summary>
public sealed class MountRaceTests : IntegrationTest
{
    private const int Rounds = SwappingRace.Rounds;

    private readonly string _bait;
    private readonly string _volume;

    public MountRaceTests()
    {
        _bait = TestRun.NewFolder();
        _volume = TestRun.NewFolder();
    }

    [Theory]
    [InlineData("/vol/swap", "tmpfs")]
    [InlineData("/vol/swap/below", "tmpfs")]
    [InlineData("/vol/swap/below", "bind")]
    [InlineData("/vol/swap/below/file", "bind")]
    public void Create_DestinationSwapped_StaysInTheRoot(string destination, string type)
    {
        bool isFile = destination.EndsWith("file", StringComparison.Ordinal);
        Assert.SkipWhen(OciRuntime.SubjectIsReference, "this version of the reference falls for it");
        string source = TestRun.NewFolder();
        File.WriteAllText(Path.Combine(source, "file"), "x");
        Bundle bundle = new Bundle().With(c =>
        {
            c.AddBind(_volume, "/vol");
            c.AddMount(destination, type, isFile ? source + "/file" : source, type == "bind" ? ["bind"] : []);
        });
        using var race = new SwappingRace(_volume, "swap", _bait);
        int created = 0;
        for (int round = 0; round < Rounds; round++)
        {
            Container container = New(bundle);
            if (container.Create() is { ExitCode: 0 })
            {
                created++;
                AssertRootIsTheContainers(container);
            }

            container.DeleteForce();
            Assert.Empty(Directory.EnumerateFileSystemEntries(_bait));
        }

        Assert.True(race.IsRunning, "the race ended early");
        Assert.DoesNotContain(_bait, File.ReadAllText("/proc/self/mountinfo"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{created} of {Rounds} were created");
    }

    [Fact]
    public void Create_MaskedPathSwapped_StaysInTheRoot()
    {
        File.WriteAllText(Path.Combine(_bait, "host"), "known to the host alone");
        Bundle bundle = new Bundle().With(c =>
        {
            c.AddBind(_volume, "/vol");
            c.Linux()["maskedPaths"] = ConfigEdits.Strings("/vol/swap/host", "/vol/swap");
            c.Linux()["readonlyPaths"] = ConfigEdits.Strings("/vol/swap");
        });
        using var race = new SwappingRace(_volume, "swap", _bait);
        for (int round = 0; round < Rounds; round++)
        {
            Container container = New(bundle);
            container.Create();

            Assert.Equal("known to the host alone", File.ReadAllText(Path.Combine(_bait, "host")));
            container.DeleteForce();
        }

        Assert.True(race.IsRunning, "the race ended early");
    }

    [Fact]
    public void Create_CwdSwapped_IsNotMadeOnTheHost()
    {
        Bundle bundle = new Bundle().WithScript("pwd").With(c =>
        {
            c.AddBind(_volume, "/vol");
            c.Process()["cwd"] = "/vol/swap/new";
        });
        using var race = new SwappingRace(_volume, "swap", _bait);
        for (int round = 0; round < Rounds; round++)
        {
            New(bundle).Run();

            Assert.Empty(Directory.EnumerateFileSystemEntries(_bait));
        }
    }

    [Fact]
    public void Create_LinksToTheHost_AreFollowedInTheRootAlone()
    {
        // Without a race: a link that is there all the time.
        Container container = New(new Bundle().WithScript($"touch /abs/x; ls {_bait}"));
        File.CreateSymbolicLink(container.Bundle.InRoot("/abs"), _bait);
        File.CreateSymbolicLink(container.Bundle.InRoot("/up"), "../../../../../../../.." + _bait);
        container.Bundle.With(c =>
        {
            c.AddMount("/abs", "tmpfs", "tmpfs");
            c.AddMount("/up/below", "tmpfs", "tmpfs");
        });

        container.Run();

        Assert.Empty(Directory.EnumerateFileSystemEntries(_bait));
    }

    [Fact]
    public void Attack_OnNaiveMounter_Succeeds()
    {
        // Shows that the race can be won: the path is looked up by the host's rules, one step after the other.
        using var race = new SwappingRace(_volume, "swap", _bait);

        Wait.Until(
            () =>
            {
                Command.Run("mkdir", "-p", Path.Combine(_volume, "swap", "below"));
                return Directory.Exists(Path.Combine(_bait, "below"));
            },
            "mkdir has gone astray");
    }

    private void AssertRootIsTheContainers(Container container)
    {
        string[] points = [.. File.ReadAllLines(container.Proc("mountinfo")).Select(l => l.Split(' ')[4])];

        Assert.Equal("/", points[0]);
        Assert.True(File.Exists(container.Proc("root/bin/busybox")), "the root is not the container's");
        Assert.False(Directory.Exists(container.Proc("root" + _volume)), "the host shows in the root");
    }
}
