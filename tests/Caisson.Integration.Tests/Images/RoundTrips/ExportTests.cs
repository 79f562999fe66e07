using Caisson.Integration.Tests.Images.Building;
using Caisson.Integration.Tests.Images.Support;
using Caisson.Integration.Tests.Peers;

namespace Caisson.Integration.Tests.Images.RoundTrips;

/// <summary>An image's root as one archive: the one that dockerd exports, and one that both engines import.</summary>
[Collection(BesideDockerd.Name)]
public sealed class ExportTests(EngineFixture<DockerdWithRunc> fixture) : ImagesTest
{
    private const string Name = "tests/exported:1";
    private const string Imported = "tests/imported:1";

    // What dockerd puts into every new container, and the directory that it puts some of it into.
    internal static readonly string[] OfEveryContainer =
    [
        "/.dockerenv", "/dev", "/dev/console", "/dev/pts", "/dev/shm", "/etc", "/etc/hostname", "/etc/hosts", "/etc/mtab",
        "/etc/resolv.conf", "/proc", "/sys",
    ];

    // dockerd exports no extended attributes but security.capability.
    private static readonly KnownDifference Attribute =
        new("/data/attribute", " 0 e3b0c44298fc1c14", " 0 e3b0c44298fc1c14 user.note=6b657074");

    private DockerdWithRunc Docker => fixture.Engine;

    /// <inheritdoc/>
    protected override void Clean()
    {
        Docker.Call("container", "prune", "--force").Succeeded();
        Docker.Call("image", "rm", "--force", Name, Imported);
    }

    [Fact]
    public void Export_Image_IsWhatDockerdExportsOfANewContainer()
    {
        LoadEverywhere();
        string container = Docker.Call("create", "--network", "none", Name).Succeeded().Text;
        string expected = InFolder("docker.tar");
        Docker.Call("export", "--output", expected, container).Succeeded();

        string actual = InFolder("caisson.tar");
        Caisson.Call("image", "export", "--output", actual, Name).Succeeded();

        string[] files = Attribute.Correct(Files(expected));
        Difference.AssertNone("exported root", WithoutContainers(files), WithoutContainers(Files(actual)));
        Assert.Contains(files, l => l.StartsWith("/links/c f 640 7:7 ", StringComparison.Ordinal));
        Assert.Contains(files, l => l.StartsWith("/links/d ", StringComparison.Ordinal) && l.EndsWith(" = /links/c", StringComparison.Ordinal));
    }

    [Fact]
    public void Export_ImportedByBoth_IsTheSameRoot()
    {
        LoadEverywhere();
        string exported = InFolder("exported.tar");
        Caisson.Call("image", "export", "-o", exported, Name).Succeeded();
        string[] files = Files(exported);

        Docker.Call("import", exported, Imported).Succeeded();
        Caisson.Call("image", "import", exported, Imported).Succeeded();

        string saved = InFolder("saved.tar");
        Docker.Call("save", "--output", saved, Imported).Succeeded();
        Difference.AssertNone("root that dockerd imported", files, RootOf(saved));
        Difference.AssertNone("root that Caisson imported", files, RootOf(Caisson.Save(Imported)));
        Assert.Equal(
            Docker.Call("image", "inspect", "--format", "{{json .RootFS.Layers}}", Imported).Succeeded().Text,
            Caisson.Inspect(Imported, "{{json .RootFS.Layers}}"));
    }

    [Fact]
    public void Export_SameImageElsewhere_IsTheSameBytes()
    {
        string archive = LoadEverywhere();
        var other = new CaissonCommand();
        other.Load(archive).Succeeded();
        string one = InFolder("one.tar");
        string two = InFolder("two.tar");

        Caisson.Call("image", "export", "-o", one, Name).Succeeded();
        const string ToOutput = "exec \"$1\" --root \"$2\" image export \"$3\" > \"$4\"";
        Command.Run(other.Surroundings, "sh", "-c", ToOutput, "sh", CaissonCommand.Path, other.Root, Name, two).Succeeded();

        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(two));
    }

    private static string[] Files(string archive)
    {
        string root = TestRun.NewFolder();
        Command.Run(
            "tar", "-C", root, "--numeric-owner", "--same-owner", "--same-permissions", "--xattrs", "--xattrs-include=*", "-xf", archive)
            .Succeeded();
        return RootListing.Of(root, DateTimeOffset.MaxValue);
    }

    private static string[] RootOf(string archive) => RootListing.Of(SavedImage.Read(archive).Unpack(), DateTimeOffset.MaxValue);

    private static string[] WithoutContainers(string[] files) => [.. files.Where(l => !OfEveryContainer.Contains(l.Split(' ')[0]))];

    // Everything that layers can have, and hard links that a second layer changes: of four names, one is another file
    // then and one is gone.
    private string LoadEverywhere()
    {
        using var lower = new LayerArchive();
        lower.Folder("etc/").File("etc/passwd", "root:x:0:0:root:/:/bin/sh\n").Folder("data/", 0b010_111_101_000, owner: 1000)
            .File("data/gone", "gone").Fifo("data/fifo").Device("data/null", 1, 3).Link("data/link", "/etc/passwd")
            .File("data/setuid", "x", 0b100_111_101_101, owner: 5).FileWithAttribute("data/attribute", "user.note", "kept")
            .File($"data/{new string('n', 200)}", "long").Folder("old/").File("old/a", "a")
            .Folder("links/").File("links/a", "first", 0b110_100_000, owner: 7);
        foreach (string name in (string[])["links/b", "links/c", "links/d"])
        {
            lower.HardLink(name, "links/a", 0b110_100_000, owner: 7);
        }

        using var upper = new LayerArchive();
        upper.Folder("data/", 0b001_111_111_111, owner: 1001).File("data/.wh.gone", "").Folder("old/").File("old/.wh..wh..opq", "")
            .File("old/b", "b").Folder("links/").File("links/.wh.a", "").File("links/b", "second").File("links/x", "x")
            .HardLink("links/y", "links/x");
        string archive = InFolder("image.tar");
        new HandmadeImage(lower.ToArray(), upper.ToArray()).WriteDockerArchive(archive, Name);
        Docker.Call("load", "--input", archive).Succeeded();
        Caisson.Load(archive).Succeeded();
        return archive;
    }
}
