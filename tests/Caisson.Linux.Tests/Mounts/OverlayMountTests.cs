using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Mounts;

/// <summary>Overlays that are attached nowhere: what they show is read through their descriptor.</summary>
[HostLayout]
public sealed class OverlayMountTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public OverlayMountTests() => Root.Require("mounting");

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(OverlayMount.LowersMax, false)]
    [InlineData(OverlayMount.LowersMax, true)]
    public void Create_Lowers_ShowTheTopmost(int count, bool asText)
    {
        string[] lowers = [.. Enumerable.Range(0, count).Select(i => Layer($"{i}", ("same", $"{i}"), ($"own{i}", ""))).Reverse()];
        using MountTree overlay = Create(new OverlayOptions { Lowers = lowers }, asText);
        Assert.Equal($"{count - 1}", FileSystem.ReadAllText("same", overlay));
        Assert.Equal(count + 1, Names(overlay).Count);
        Assert.Equal(FileSystemMagic.OVERLAYFS_SUPER_MAGIC, FileSystem.Magic(overlay));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Create_Upper_TakesTheChanges(bool asText)
    {
        OverlayOptions options = Writable(Layer("a", ("f", "old")), Layer("b", ("g", "x")));
        using (MountTree overlay = Create(options, asText))
        {
            FileSystem.Remove("g", at: overlay);
            using FileDescriptor file = FileSystem.Open("f", OpenFlags.O_WRONLY | OpenFlags.O_TRUNC, at: overlay);
            file.WriteAll("new"u8);
        }

        Assert.Equal("new", File.ReadAllText(Path.Combine(options.Upper!, "f")));
        Assert.True(FileSystem.TryStatus(Path.Combine(options.Upper!, "g"))!.Value.IsWhiteout);
        Assert.Equal("old", File.ReadAllText(_temporary.File("a/f")));
    }

    [Fact]
    public void Create_SameLowerTwice_CountsAtItsUpperPlace()
    {
        string twice = Layer("a", ("f", "upper"));
        using MountTree overlay = OverlayMount.Create(new OverlayOptions { Lowers = [twice, Layer("b", ("f", "between"), ("g", "")), twice] });
        Assert.Equal("upper", FileSystem.ReadAllText("f", overlay));
        Assert.Equal(2, Names(overlay).Count);
    }

    [Fact]
    public void Create_RenamedDirectory_IsNotRecordedAsSuch()
    {
        OverlayOptions options = Writable(Layer("a", ("d/f", "x")));
        using MountTree overlay = OverlayMount.Create(options);
        Assert.Equal(Errno.EXDEV, DirectoryCalls.RenameWithoutReplacing(overlay, "d"u8, overlay, "e"u8));
    }

    [Fact]
    public void Create_ChangedMode_CopiesTheContents()
    {
        OverlayOptions options = Writable(Layer("a", ("f", "contents")));
        using MountTree overlay = OverlayMount.Create(options);
        FileSystem.ChangeMode("f", 0b110_000_000, overlay);
        Assert.Equal("contents", File.ReadAllText(Path.Combine(options.Upper!, "f")));
    }

    [Fact]
    public void Create_SingleLower_IsReadOnly()
    {
        using MountTree tree = OverlayMount.Create(new OverlayOptions { Lowers = [Layer("a", ("f", "x"))] });
        Assert.Equal("x", FileSystem.ReadAllText("f", tree));
        Assert.Equal(
            Errno.EROFS, Assert.Throws<LinuxException>(() => FileSystem.Open("g", OpenFlags.O_WRONLY | OpenFlags.O_CREAT, 0, tree)).Errno);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Create_SingleLower_ShowsNoMarks(bool asText, bool withUserAttributes)
    {
        string layer = Layer("with:colon,and\\more", ("d/f", "x"));
        string mounts = File.ReadAllText("/proc/self/mountinfo");
        using FileDescriptor folder = FileSystem.Open(layer, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        Assert.Equal(Errno.None, DirectoryCalls.MakeNode(folder, "gone"u8, StatMode.S_IFCHR, (0, 0)));
        Assert.Equal(Errno.None, DirectoryCalls.MakeNode(folder, "d/gone"u8, StatMode.S_IFCHR, (0, 0)));
        FileSystem.ChangeMode(".", 0b111_000_001, folder);

        using MountTree overlay = Create(new OverlayOptions { Lowers = [layer], UserAttributes = withUserAttributes }, asText);

        Assert.Equal(["d"], Names(overlay));
        Assert.Equal(Errno.ENOENT, DirectoryCalls.Status(overlay, "d/gone"u8, out _));
        Assert.Equal("x", FileSystem.ReadAllText("d/f", overlay));
        Assert.Equal(0b111_000_001u, FileSystem.Status(overlay, "root").Permissions);
        Assert.Equal(mounts, File.ReadAllText("/proc/self/mountinfo"));
    }

    [Theory]
    [InlineData("with:colon")]
    [InlineData("with,comma")]
    [InlineData("with\\backslash")]
    [InlineData("with space\nand line")]
    public void Create_AwkwardNames_AreTakenAsTheyAre(string name)
    {
        OverlayOptions options = Writable(Layer(name, ("f", "1")), Layer("b", ("g", "2"))) with
        {
            Upper = MakeDirectory(name + "-upper"),
            Work = MakeDirectory(name + "-work"),
        };
        using MountTree overlay = OverlayMount.Create(options);
        Assert.Equal(["f", "g"], Names(overlay).Order());
    }

    [Fact]
    public void Create_LongPaths_AreTaken()
    {
        string deep = string.Join('/', Enumerable.Repeat(new string('n', 100), 10));
        using MountTree overlay = OverlayMount.Create(new OverlayOptions
        {
            Lowers = [Layer(deep + "/a", ("f", "1")), Layer(deep + "/b", ("g", "2"))],
        });
        Assert.Equal(["f", "g"], Names(overlay).Order());
    }

    [Fact]
    public void Create_Volatile_SaysSoInTheWorkDirectory()
    {
        OverlayOptions options = Writable(Layer("a", ("f", "x"))) with { IsVolatile = true };
        using MountTree overlay = OverlayMount.Create(options);
        Assert.True(Directory.Exists(Path.Combine(options.Work!, "work/incompat/volatile")));
    }

    [Fact]
    public void Create_UserAttributes_MarksWithThem()
    {
        OverlayOptions options = Writable(Layer("a", ("d/f", "x"))) with { UserAttributes = true };
        using (MountTree overlay = OverlayMount.Create(options))
        {
            FileSystem.Remove("d/f", at: overlay);
            FileSystem.Remove("d", isDirectory: true, overlay);
            FileSystem.MakeDirectory("d", 0b111_101_101, overlay);
        }

        using FileDescriptor directory = FileSystem.Open(Path.Combine(options.Upper!, "d"), OpenFlags.O_RDONLY);
        Assert.Equal("y"u8.ToArray(), ExtendedAttributes.TryGet(directory, "user.overlay.opaque"u8));
    }

    [Fact]
    public void Create_TooManyOrNone_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => OverlayMount.Create(new OverlayOptions { Lowers = [] }));
        Assert.Throws<ArgumentException>(() => OverlayMount.Create(
            new OverlayOptions { Lowers = [.. Enumerable.Repeat("/", OverlayMount.LowersMax + 1)] }));
        Assert.Throws<ArgumentException>(() => OverlayMount.Create(new OverlayOptions { Lowers = ["/"], Upper = "/" }));
    }

    [Fact]
    public void Create_MissingLower_NamesIt() =>
        Assert.Contains(
            "/nowhere",
            Assert.Throws<LinuxException>(() => OverlayMount.Create(
                new OverlayOptions { Lowers = [Layer("a", ("f", "x")), "/nowhere"] })).Message,
            StringComparison.Ordinal);

    private static MountTree Create(OverlayOptions options, bool asText) =>
        asText ? OverlayMount.CreateFromText(options, MountAttributes.None) : OverlayMount.Create(options);

    private static List<string> Names(MountTree tree)
    {
        using FileDescriptor root = FileSystem.Open(".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, at: tree);
        return DirectoryListing.Names(root, "overlay");
    }

    private OverlayOptions Writable(params string[] lowers) =>
        new() { Lowers = lowers, Upper = MakeDirectory("upper"), Work = MakeDirectory("work") };

    private string Layer(string name, params (string Path, string Contents)[] files)
    {
        foreach ((string path, string contents) in files)
        {
            string file = _temporary.File($"{name}/{path}");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, contents);
        }

        return _temporary.File(name);
    }

    private string MakeDirectory(string name) => Directory.CreateDirectory(_temporary.File(name)).FullName;
}
