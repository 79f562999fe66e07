using Caisson.Integration.Tests.Images.RoundTrips;
using Caisson.Integration.Tests.Images.Support;
using Caisson.Integration.Tests.Peers;

namespace Caisson.Integration.Tests.Images.Building;

/// <summary>Layers as no image builder of today writes them, and as the image specification allows them.</summary>
[Collection(BesideDockerd.Name)]
public sealed class OddLayerTests(EngineFixture<DockerdWithRunc> fixture) : ImagesTest
{
    private const string Name = "tests/odd:1";
    private const string Result = "tests/result:1";

    private static readonly string[] Directories = ["/bin", "/home", "/home/mia", "/new", "/root", "/tmp"];

    private DockerdWithRunc Docker => fixture.Engine;

    /// <inheritdoc/>
    protected override void Clean()
    {
        Docker.Call("container", "prune", "--force").Succeeded();
        Docker.Call("image", "rm", "--force", Name);
    }

    [Fact]
    public void Export_HeadersOfHardLinks_AreAppliedAsDockerdDoes()
    {
        using LayerArchive layer = new();
        AssertSameRoot(layer.Folder("d/").File("d/f", "f", 0b110_000_000).HardLink("d/g", "d/f", 0b100_111_101_101, owner: 7)
            .Link("d/s", "f").HardLink("d/t", "d/s", 0b111_000_000, owner: 9).File("d/h", "h", 0b110_100_000, owner: 3)
            .HardLink("d/i", "d/h", 0b010_000_100, owner: 3));
    }

    [Fact]
    public void Export_PathsThatLeadUp_EndAtTheRootAsWithDockerd()
    {
        using LayerArchive layer = new();
        AssertSameRoot(layer.Folder("q/").Folder("q/r/").Link("l", "q/r").File("a/../b", "b").File("../../../c/d", "d").Folder("c/").File("l/../z", "z")
            .File("q/f", "f").HardLink("h", "../../q/f").HardLink("i", "x/../q/f"));
    }

    // What dockerd shows in a container of the image: its own COPY finds such a mark and fails ("lstat …/gone").
    [Fact]
    public void Build_CopiesFromOneLayerThatRemovesThings_CopiesNoMarks()
    {
        using LayerArchive layer = new();
        string[] expected = LoadAndExport(layer.Folder("d/").File("d/.wh.gone", "").File(".wh.old", "").File("d/kept", "kept"));
        Assert.Equal(2, expected.Length);
        string context = Directory.CreateDirectory(InFolder("context")).FullName;
        File.WriteAllText(Path.Combine(context, "Dockerfile"), $"FROM scratch\nCOPY --from={Name} / /\n");

        Caisson.Call("build", "--network", "none", "--tag", Result, context).Succeeded();

        Difference.AssertNone("root", expected, RootListing.Of(SavedImage.Read(Caisson.Save(Result)).Unpack(), DateTimeOffset.MaxValue));
    }

    // GNU tar is the witness: it makes directories that are missing, and leaves those alone that are there.
    [Fact]
    public void Export_DirectoriesThatALayerOnlyImplies_AreThoseOfTheLayersBelow()
    {
        string archive = LoadImplied();
        string exported = InFolder("exported.tar");
        string root = Directory.CreateDirectory(InFolder("root")).FullName;
        Caisson.Call("image", "export", "--output", exported, Name).Succeeded();
        Command.Run("tar", "-C", root, "--numeric-owner", "--same-owner", "--same-permissions", "-xf", exported).Succeeded();

        string[] expected = Describe(SavedImage.Read(archive).Unpack());
        Assert.Contains("/home/mia 700 1000:1000", expected);
        Assert.Contains("/tmp 1777 0:0", expected);
        Assert.Equal(expected, Describe(root));
    }

    // As for an ordinary user, who is root there and nowhere else.
    [Fact]
    public void Export_InAUserNamespace_ShowsDirectoriesThatALayerOnlyImpliesTheSame()
    {
        using LayerArchive lower = new();
        using LayerArchive upper = new();
        string archive = InFolder("odd.tar");
        new HandmadeImage(lower.Folder("a/", 0b111_000_000).Folder("a/b/", 0b001_111_111_111).ToArray(), upper.File("a/b/f", "f").ToArray())
            .WriteDockerArchive(archive, Name);
        string exported = InFolder("exported.tar");
        foreach (string[] words in (string[][])[["load", "--input", archive], ["image", "export", "--output", exported, Name]])
        {
            Command.Run(
                Caisson.Surroundings,
                "unshare",
                ["--user", "--map-root-user", "--mount", CaissonCommand.Path, "--root", Caisson.Root, .. words]).Succeeded();
        }

        Assert.Equal(["/a d 700 0:0", "/a/b d 1777 0:0", "/a/b/f f 644 0:0"], Files(exported).Select(l => string.Join(' ', l.Split(' ')[..4])));
    }

    [Fact]
    public void Run_InDirectoriesThatALayerOnlyImplies_SeesThoseOfTheLayersBelowAndKeepsThem()
    {
        _ = OciRuntime.Subject;
        LoadImplied();
        string context = Directory.CreateDirectory(InFolder("context")).FullName;
        File.WriteAllText(Path.Combine(context, "Dockerfile"), $"""
            FROM {Name}
            RUN busybox stat -c "%n %a %u:%g" {string.Join(' ', Directories)} && busybox touch /tmp/f /home/mia/f
            """);

        CommandResult built = Caisson.Call("build", "--network", "none", "--tag", Result, context).Succeeded();

        string[] expected = ["/bin 755 0:0", "/home 751 0:0", "/home/mia 700 1000:1000", "/new 755 0:0", "/root 700 0:0", "/tmp 1777 0:0"];
        Assert.Equal(expected, built.Lines.Where(expected.Contains));
        Assert.Equal(expected, Describe(SavedImage.Read(Caisson.Save(Result)).Unpack()));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(Caisson.Root, "images/build/tmp")));
    }

    private void AssertSameRoot(LayerArchive layer)
    {
        string[] expected = LoadAndExport(layer);
        string actual = InFolder("caisson.tar");
        Caisson.Call("image", "export", "--output", actual, Name).Succeeded();
        Difference.AssertNone("root", expected, Files(actual));
    }

    // Into both engines; what dockerd makes of it.
    private string[] LoadAndExport(LayerArchive layer)
    {
        string archive = InFolder("odd.tar");
        new HandmadeImage(layer.ToArray()).WriteDockerArchive(archive, Name);
        Docker.Call("load", "--input", archive).Succeeded();
        Caisson.Load(archive).Succeeded();
        string expected = InFolder("docker.tar");
        string container = Docker.Call("create", "--network", "none", Name).Succeeded().Text;
        Docker.Call("export", "--output", expected, container).Succeeded();
        return [.. Files(expected).Where(l => !ExportTests.OfEveryContainer.Contains(l.Split(' ')[0]))];
    }

    private static string[] Files(string archive)
    {
        string root = TestRun.NewFolder();
        Command.Run("tar", "-C", root, "--numeric-owner", "--same-owner", "--same-permissions", "-xf", archive).Succeeded();
        return RootListing.Of(root, DateTimeOffset.MaxValue);
    }

    private static string[] Describe(string root) =>
    [
        .. Directories.Select(d => d + Command.Run("stat", "--format", " %a %u:%g", root + d).Succeeded().Output.TrimEnd('\n')),
    ];

    private string LoadImplied()
    {
        using LayerArchive lower = new();
        lower.Folder("bin/").Program("bin/busybox", Executables.Require("busybox", "busybox-static")).Link("bin/sh", "busybox")
            .Folder("home/", 0b111_101_001).Folder("home/mia/", 0b111_000_000, owner: 1000).Folder("root/", 0b111_000_000)
            .Folder("tmp/", 0b001_111_111_111);
        using LayerArchive middle = new();
        middle.File("home/mia/a", "a", owner: 1000).File("new/a", "a").File("root/.wh.nothing", "");
        using LayerArchive upper = new();
        upper.File("home/mia/b", "b", owner: 1000).File("tmp/b", "b").File("new/b", "b");
        string archive = InFolder("odd.tar");
        new HandmadeImage(lower.ToArray(), middle.ToArray(), upper.ToArray()).WriteDockerArchive(archive, Name);
        Caisson.Load(archive).Succeeded();
        return archive;
    }
}
