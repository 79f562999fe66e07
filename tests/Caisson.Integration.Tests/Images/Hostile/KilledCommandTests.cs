using System.Diagnostics;
using Caisson.Integration.Tests.Images.Support;

namespace Caisson.Integration.Tests.Images.Hostile;

/// <summary>
/// <c>kill -9</c> of load, pull and build at random moments: the store works, another try succeeds, and what is left can
/// be removed to the last file.
/// </summary>
public sealed class KilledCommandTests : HostileTest
{
    private const int Kills = 8;
    private const int Layers = 4;
    private const int LayerBytes = 6 << 20;
    private const string Name = "tests/large:1";

    // A failure names the moment; another run tries others.
    private readonly Random _random = new();

    [Fact]
    public void Load_KilledAtAnyMoment_LeavesAStoreThatWorks()
    {
        HandmadeImage image = MakeLarge();
        string archive = InFolder("large.tar");
        image.WriteOciArchive(archive, "docker.io/" + Name);

        Torture(["load", "--input", archive]);

        Assert.Equal(image.Id, Caisson.Id(Name));
        Assert.Equal(image.DiffIds, SavedImage.Read(Caisson.Save(Name)).DiffIds);
        Caisson.Call("rmi", Name).Succeeded();
        AssertNothingHappened();
    }

    [Fact]
    public void Pull_KilledAtAnyMoment_LeavesAStoreThatWorks()
    {
        HandmadeImage image = MakeLarge();
        using var server = new LoopbackServer();
        server.ServeImage(image);
        string name = $"{server.Address}/image:latest";

        Torture(["pull", name]);

        Assert.Equal(image.Id, Caisson.Id(name));
        Assert.Equal(image.DiffIds, SavedImage.Read(Caisson.Save(name)).DiffIds);
        Caisson.Call("rmi", name).Succeeded();
        AssertNothingHappened(mayBeResumed: true);
    }

    [Fact]
    public void Build_KilledAtAnyMoment_LeavesAStoreThatWorks()
    {
        _ = OciRuntime.Subject;
        string context = InFolder("context");
        Bundle.MakeRoot(Path.Combine(context, "root"));
        byte[] content = new byte[LayerBytes];
        _random.NextBytes(content);
        File.WriteAllBytes(Path.Combine(context, "large"), content);
        File.WriteAllText(Path.Combine(context, "Dockerfile"), """
            FROM scratch AS one
            COPY root /
            RUN dd if=/dev/urandom of=/one bs=1M count=4 2>/dev/null; sleep 0.1 & wait
            COPY large /large
            RUN rm /large; echo done > /done

            FROM one
            RUN cp /one /two; (sleep 1000 & sleep 0.2)
            COPY --from=one /done /copied
            """);
        string[] cgroups = BuildCgroups();

        Torture(["build", "--network", "none", "--tag", Name, context]);

        string root = SavedImage.Read(Caisson.Save(Name)).Unpack();
        Assert.Equal("done\n", File.ReadAllText(Path.Combine(root, "copied")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(root, "one")), File.ReadAllBytes(Path.Combine(root, "two")));
        Assert.False(File.Exists(Path.Combine(root, "large")));
        Wait.Until(() => BuildCgroups().Except(cgroups).ToArray() is [], "the cgroups of killed builds are gone");
        Caisson.Call("rmi", Name).Succeeded();
        AssertNothingHappened();
    }

    private static string[] BuildCgroups() =>
        Directory.GetDirectories("/sys/fs/cgroup", "caisson-build-*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3 });

    private HandmadeImage MakeLarge() => new(Enumerable.Range(0, Layers).Select(i =>
    {
        byte[] noise = new byte[LayerBytes / 2];
        _random.NextBytes(noise);
        using var layer = new LayerArchive();
        return layer.Folder($"{i}/").File($"{i}/noise", Convert.ToHexString(noise)).File($"{i}/small", "x").ToArray();
    }));

    // The first run, elsewhere, tells how long there is to kill.
    private void Torture(string[] line)
    {
        long start = Stopwatch.GetTimestamp();
        new CaissonCommand().Call(line).Succeeded();
        TimeSpan whole = Stopwatch.GetElapsedTime(start);
        int killed = 0;
        for (int i = 0; i < Kills; i++)
        {
            TimeSpan moment = whole * ((i + _random.NextDouble()) / Kills);
            using Command command = Caisson.Begin(line);
            killed += command.KillAfter(moment) ? 1 : 0;
            CommandResult images = Caisson.Call("images");
            Assert.True(images.ExitCode == 0, $"killed after {moment}: {images}");
        }

        Assert.True(killed > 0, $"none of {Kills} commands was there to be killed within {whole}");
        Caisson.Call(line).Succeeded();
    }
}
