using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Containers;

/// <summary>Volumes, and files of containers seen from outside.</summary>
public sealed class VolumeAndFileTests(SharedEngine shared) : IClassFixture<SharedEngine>
{
    private EngineUnderTest Engine => shared.Engine;

    [Fact]
    public void Volume_NewOne_BeginsWithWhatTheImageHas()
    {
        string volume = TestRun.NewName();
        Run("-v", $"{volume}:/bin", EngineUnderTest.Image, "touch", "/bin/new").Succeeded();

        Assert.Equal("yes", Run("-v", $"{volume}:/data:ro", EngineUnderTest.Image, "sh", "-c", "test -e /data/sh -a -e /data/new && echo yes").Text);
        Assert.NotEqual(0, Run("-v", $"{volume}:/data:ro", EngineUnderTest.Image, "touch", "/data/x").ExitCode);
        Engine.Docker("volume", "rm", volume).Succeeded();
    }

    [Fact]
    public void Volume_UsedOne_IsNotRemoved()
    {
        string volume = TestRun.NewName();
        string id = Engine.Docker("create", "-v", $"{volume}:/data", EngineUnderTest.Image).Succeeded().Text;

        Assert.Contains($"volume is in use - [{id}]", Engine.Docker("volume", "rm", volume).Exited(1).Error, StringComparison.Ordinal);
        Assert.Equal([volume], Engine.Docker("volume", "ls", "-q", "--filter", $"name={volume}").Succeeded().Lines);
        Engine.Docker("rm", id).Succeeded();
        Engine.Docker("volume", "rm", volume).Succeeded();
    }

    [Fact]
    public void Volume_OfMemory_AndPlacesInVolumes_AreMounted()
    {
        string memory = TestRun.NewName();
        string volume = TestRun.NewName();
        Engine.Docker("volume", "create", "--opt", "type=tmpfs", "--opt", "device=tmpfs", "--opt", "o=size=1m", memory).Succeeded();
        Run("-v", $"{volume}:/data", EngineUnderTest.Image, "sh", "-c", "mkdir -p /data/sub; echo inner > /data/sub/file; ln -s /etc /data/out").Succeeded();

        Assert.Equal("1024", Run("-v", $"{memory}:/m", EngineUnderTest.Image, "sh", "-c", "df /m | tail -n 1 | awk '{print $2}'").Text);
        Assert.Equal(
            "inner",
            Run("--mount", $"type=volume,src={volume},dst=/s,volume-subpath=sub", EngineUnderTest.Image, "cat", "/s/file").Text);
        Assert.NotEqual(0, Run("--mount", $"type=volume,src={volume},dst=/s,volume-subpath=out", EngineUnderTest.Image, "true").ExitCode);
        Engine.Docker("volume", "rm", memory, volume).Succeeded();
    }

    [Fact]
    public void Copy_BothWays_KeepsWhatItCopies()
    {
        string id = Engine.Docker("create", EngineUnderTest.Image).Succeeded().Text;
        string folder = Directory.CreateDirectory(Path.Combine(Engine.Folder, TestRun.NewName())).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "tree/sub"));
        File.WriteAllText(Path.Combine(folder, "tree/sub/file"), "content");

        Engine.Docker("cp", Path.Combine(folder, "tree"), $"{id}:/tmp/copied").Succeeded();
        Engine.Docker("cp", $"{id}:/tmp/copied/sub/file", Path.Combine(folder, "back")).Succeeded();

        Assert.Equal("content", File.ReadAllText(Path.Combine(folder, "back")));
        Assert.Contains("Could not find the file /nope", Engine.Docker("cp", $"{id}:/nope", folder).Exited(1).Error, StringComparison.Ordinal);
        Engine.Docker("rm", id).Succeeded();
    }

    [Fact]
    public void Copy_ThroughAContainersLink_StaysInside()
    {
        string name = TestRun.NewName();
        Engine.Docker("run", "--name", name, "--network", "none", EngineUnderTest.Image, "ln", "-s", "/../../../..", "/up").Succeeded();
        string target = Path.Combine(Engine.Folder, TestRun.NewName());
        File.WriteAllText(Path.Combine(Engine.Folder, "bait"), "bait");

        Engine.Docker("cp", Path.Combine(Engine.Folder, "bait"), $"{name}:/up/escaped").Succeeded();

        Assert.False(File.Exists("/escaped"));
        Engine.Docker("cp", $"{name}:/escaped", target).Succeeded();
        Assert.Equal("bait", File.ReadAllText(target));
        Engine.Docker("rm", name).Succeeded();
    }

    [Fact]
    public void Diff_Export_Commit_ShowWhatChanged()
    {
        string name = TestRun.NewName();
        string image = TestRun.NewName();
        Engine.Docker("run", "--name", name, "--network", "none", EngineUnderTest.Image, "sh", "-c", "echo new > /tmp/new; rm /bin/true").Succeeded();

        string[] changes = Engine.Docker("diff", name).Succeeded().Lines;
        Assert.Contains("A /tmp/new", changes);
        Assert.Contains("D /bin/true", changes);
        Engine.Docker("commit", "--change", "CMD [\"cat\", \"/tmp/new\"]", "--message", "made", name, image).Succeeded();
        Assert.Equal("new", Run(image).Text);
        string archive = Path.Combine(Engine.Folder, "export.tar");
        Engine.Docker("export", "--output", archive, name).Succeeded();
        Assert.Contains("tmp/new", Engine.Shell($"tar -tf {archive}").Succeeded().Lines);
        Engine.Docker("rm", name).Succeeded();
        Engine.Docker("rmi", image).Succeeded();
    }

    private CommandResult Run(params string[] arguments) => Engine.Docker(["run", "--rm", "--network", "none", .. arguments]);
}
