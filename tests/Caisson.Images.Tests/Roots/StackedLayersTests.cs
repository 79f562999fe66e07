using Caisson.Images.Archives;
using Caisson.Images.Roots;
using Caisson.Images.Store;
using Caisson.Images.Tests.Archives;
using Caisson.Images.Tests.Layers;
using Caisson.Images.Tests.Support;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Roots;

/// <summary>Directories that a layer puts something into without an entry for them, as a real overlay shows them.</summary>
public sealed class StackedLayersTests : IDisposable
{
    private static readonly FileTime NamedAt = new(1_000_000_000);

    private readonly TemporaryDirectory _folder = new();
    private readonly ImageStore _store;
    private readonly List<UnpackedLayer> _layers = [];
    private string? _made;

    public StackedLayersTests()
    {
        Root.Require("an overlay");
        _store = ImageStore.Open(_folder.File("store"));
    }

    public void Dispose()
    {
        _store?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Of_ImpliedDirectory_HasAttributesOfTheLayerThatNamesIt()
    {
        Load(
            new ArchiveBuilder().AddPax(("SCHILY.xattr.user.note", [1, 0, 2]), ("uid", "7"u8.ToArray()), ("gid", "8"u8.ToArray()))
                .AddDirectory("tmp", 0b001_111_111_111).AddFile("tmp/below"),
            new ArchiveBuilder().AddFile("tmp/above"));
        using RootDirectory root = Mount();
        AssertIs(root, "tmp", 0b001_111_111_111, 7, 8, NamedAt);
        using FileDescriptor directory = root.Open("tmp", OpenFlags.O_RDONLY);
        Assert.Equal([1, 0, 2], ExtendedAttributes.TryGet(directory, "user.note"u8));
        Assert.Equal(["above", "below"], DirectoryListing.Names(directory, "tmp").Order());
    }

    [Fact]
    public void Of_SeveralLayersImplyIt_IsAsTheHighestThatNamesIt()
    {
        Load(
            new ArchiveBuilder().AddDirectory("a", 0b111_000_000),
            new ArchiveBuilder().AddDirectory("a", 0b111_001_000),
            new ArchiveBuilder().AddFile("a/x"),
            new ArchiveBuilder().AddFile("other"),
            new ArchiveBuilder().AddFile("a/y"));
        using RootDirectory root = Mount();
        AssertIs(root, "a", 0b111_001_000, 0, 0, NamedAt);
    }

    [Fact]
    public void Of_NamedInTheUppermost_NeedsNothing()
    {
        Load(
            new ArchiveBuilder().AddDirectory("a", 0b111_000_000),
            new ArchiveBuilder().AddFile("a/x"),
            new ArchiveBuilder().AddDirectory("a", 0b101_000_000));
        using RootDirectory root = Mount();
        AssertIs(root, "a", 0b101_000_000, 0, 0, NamedAt);
        Assert.Null(_made);
    }

    [Fact]
    public void Of_ImpliedInAllLayersOrAlike_NeedsNothing()
    {
        Load(
            new ArchiveBuilder().AddFile("a/b/x").Add("c", '5', change: b => Zero(b)),
            new ArchiveBuilder().AddFile("a/b/y"),
            new ArchiveBuilder().AddFile("d/z"));
        using RootDirectory root = Mount();
        AssertIs(root, "a/b", 0b111_101_101, 0, 0, default);
        Assert.Null(_made);
    }

    [Fact]
    public void Of_DeepOneAmongOthers_LeavesTheOthersAsTheyAre()
    {
        Load(
            new ArchiveBuilder().AddDirectory("usr", 0b111_101_001).AddDirectory("usr/lib", 0b111_101_000).AddDirectory("usr/lib/x", 0b111_000_000)
                .AddFile("usr/lib/x/f").AddDirectory("opt", 0b111_000_111),
            new ArchiveBuilder().AddDirectory("usr", 0b111_111_101).AddFile("usr/lib/x/g").AddFile("usr/bin/new"));
        using RootDirectory root = Mount();
        AssertIs(root, "usr", 0b111_111_101, 0, 0, NamedAt);
        AssertIs(root, "usr/lib", 0b111_101_000, 0, 0, NamedAt);
        AssertIs(root, "usr/lib/x", 0b111_000_000, 0, 0, NamedAt);
        AssertIs(root, "usr/bin", 0b111_101_101, 0, 0, default);
        AssertIs(root, "opt", 0b111_000_111, 0, 0, NamedAt);
        Assert.Equal(["usr", "usr/lib", "usr/lib/x"], Directory.EnumerateFileSystemEntries(
            _made!, "*", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(_made!, p)).Order(StringComparer.Ordinal));
    }

    // Of what another layer has between them, only the entries are gone.
    [Fact]
    public void Of_OpaqueMarkInImpliedDirectory_KeepsItsAttributesAndHidesWhatIsIn()
    {
        Load(
            new ArchiveBuilder().AddDirectory("a", 0b111_000_000).AddDirectory("a/in", 0b111_000_000).AddFile("a/in/old"),
            new ArchiveBuilder().AddFile("a/.wh..wh..opq").AddFile("a/in/middle"),
            new ArchiveBuilder().AddFile("a/in/new"));
        using RootDirectory root = Mount();
        AssertIs(root, "a", 0b111_000_000, 0, 0, NamedAt);
        AssertIs(root, "a/in", 0b111_101_101, 0, 0, default);
        using FileDescriptor directory = root.Open("a/in", OpenFlags.O_RDONLY);
        Assert.Equal(["middle", "new"], DirectoryListing.Names(directory, "a/in").Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_RemovedInBetween_IsNew(bool isRemovedFirst)
    {
        ArchiveBuilder between = new();
        between = isRemovedFirst ? between.AddFile(".wh.a").AddFile("a/x") : between.AddFile("a/x").AddFile(".wh.a");
        Load(new ArchiveBuilder().AddDirectory("a", 0b111_000_000).AddFile("a/old"), between, new ArchiveBuilder().AddFile("a/y"));
        using RootDirectory root = Mount();
        AssertIs(root, "a", 0b111_101_101, 0, 0, default);
        using FileDescriptor directory = root.Open("a", OpenFlags.O_RDONLY);
        Assert.Equal(["x", "y"], DirectoryListing.Names(directory, "a").Order());
        Assert.Null(_made);
    }

    [Fact]
    public void Of_RemovedInALayerByItself_IsNewAboveIt()
    {
        Load(
            new ArchiveBuilder().AddDirectory("a", 0b111_000_000),
            new ArchiveBuilder().AddFile(".wh.a"),
            new ArchiveBuilder().AddFile("a/y"));
        using RootDirectory root = Mount();
        AssertIs(root, "a", 0b111_101_101, 0, 0, default);
        Assert.Null(_made);
    }

    [Theory]
    [InlineData('2')]
    [InlineData('0')]
    public void Of_LinkOrFileInTheWay_IsNotFollowedAndEndsTheSearch(char type)
    {
        Load(
            new ArchiveBuilder().AddDirectory("lib", 0b111_000_000).AddDirectory("usr", 0b111_000_001),
            new ArchiveBuilder().Add("lib", type, link: type == '2' ? "usr" : ""),
            new ArchiveBuilder().AddFile("lib/x"),
            new ArchiveBuilder().Add("usr", type, link: type == '2' ? "/etc" : ""));
        using RootDirectory root = Mount();
        AssertIs(root, "lib", 0b111_101_101, 0, 0, default);
        Assert.Null(_made);
    }

    [Fact]
    public void Of_DefaultAclOfParent_IsNotHandedDown()
    {
        // Version 2; user::rwx, group::r-x, mask::rwx, other::---, named user 5:rwx.
        byte[] acl =
        [
            2, 0, 0, 0, 1, 0, 7, 0, 255, 255, 255, 255, 2, 0, 7, 0, 5, 0, 0, 0, 4, 0, 5, 0, 255, 255, 255, 255, 16, 0, 7, 0, 255, 255, 255, 255,
            32, 0, 0, 0, 255, 255, 255, 255,
        ];
        Load(
            new ArchiveBuilder().AddPax(("SCHILY.xattr.system.posix_acl_default", acl)).AddDirectory("a", 0b010_111_000_000)
                .AddDirectory("a/b", 0b111_000_000),
            new ArchiveBuilder().AddFile("a/b/x"));
        using RootDirectory root = Mount();
        AssertIs(root, "a/b", 0b111_000_000, 0, 0, NamedAt);
        using FileDescriptor outer = root.Open("a", OpenFlags.O_RDONLY);
        using FileDescriptor inner = root.Open("a/b", OpenFlags.O_RDONLY);
        Assert.Equal(acl, ExtendedAttributes.TryGet(outer, "system.posix_acl_default"u8));
        Assert.Null(ExtendedAttributes.TryGet(inner, "system.posix_acl_default"u8));
        Assert.Null(ExtendedAttributes.TryGet(inner, "system.posix_acl_access"u8));
    }

    [Fact]
    public void Of_ThousandsOfImpliedDirectoriesInManyLayers_IsQuick()
    {
        ArchiveBuilder[] layers = [.. Enumerable.Range(0, 20).Select(_ => new ArchiveBuilder())];
        for (int i = 0; i < 2000; i++)
        {
            layers[0].AddDirectory($"d/{i}", 0b111_000_000);
            layers[^1].AddFile($"d/{i}/x");
        }

        string deep = string.Join('/', Enumerable.Repeat("e", 1000));
        foreach (ArchiveBuilder layer in layers.Skip(1))
        {
            layer.AddPax("path", $"{deep}/f").AddFile("long");
        }

        layers[0].AddDirectory("e", 0b111_000_000);
        Load(layers);
        using RootDirectory root = Mount();
        AssertIs(root, "d/1999", 0b111_000_000, 0, 0, NamedAt);
        AssertIs(root, "e", 0b111_000_000, 0, 0, NamedAt);
        Assert.Equal(2002, Directory.EnumerateFileSystemEntries(_made!, "*", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public void Of_AsManyLayersAsAreStacked_SaysThatThereIsNoRoom()
    {
        Load(new ArchiveBuilder().AddDirectory("a", 0b111_000_000), new ArchiveBuilder().AddFile("a/x"));
        UnpackedLayer[] layers = [.. Enumerable.Repeat(_layers[0], OverlayMount.LowersMax - 1), _layers[1]];
        ImageException e = Assert.Throws<ImageException>(() => StackedLayers.Of(layers, MakeFolder));
        Assert.Equal(ImageErrorKind.LimitExceeded, e.Kind);
        Assert.Equal("the image has 500 layers, which need one more directory on top, and 500 are stacked at most", e.Message);
        Assert.Null(_made);
    }

    // The layer's tree is the same with every image; what differs is laid over it.
    [Fact]
    public void Of_SameLayerOnTwoImages_IsOneLayerWithTheAttributesOfEach()
    {
        ArchiveBuilder shared = new ArchiveBuilder().AddFile("a/x");
        Load(new ArchiveBuilder().AddDirectory("a", 0b111_000_000), shared);
        using (RootDirectory root = Mount())
        {
            AssertIs(root, "a", 0b111_000_000, 0, 0, NamedAt);
        }

        Load(new ArchiveBuilder().AddDirectory("a", 0b101_000_000), shared);
        using (RootDirectory root = Mount())
        {
            AssertIs(root, "a", 0b101_000_000, 0, 0, NamedAt);
        }

        using RootDirectory layer = RootDirectory.Open(_layers[1].Folder);
        AssertIs(layer, "a", 0b111_101_101, 0, 0, default);
    }

    [Fact]
    public void Of_NoLayers_IsTheFolder() => Assert.Equal([_folder.File("made")], StackedLayers.Of([], MakeFolder));

    private static void Zero(byte[] block) => ArchiveBuilder.Octal(block, 136, 12, 0);

    private static void AssertIs(RootDirectory root, string path, uint mode, uint user, uint group, FileTime time)
    {
        using FileDescriptor handle = root.Open(path, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW);
        FileStatus status = FileSystem.Status(handle, path);
        Assert.True(status.IsDirectory);
        Assert.Equal((mode, user, group, time), (status.Permissions, status.UserId, status.GroupId, status.ModifiedAt));
    }

    private void Load(params ArchiveBuilder[] layers)
    {
        byte[][] archives = [.. layers.Select(l => new ArchiveBuilder().Raw(l.Cut()).End())];
        using MemoryStream archive = new(SampleArchive.Docker("image:1", archives));
        ImageLoader.Load(_store, archive, TestContext.Current.CancellationToken);
        _layers.Clear();
        _layers.AddRange(archives.Select(a => _store.Layers.TryGet(Digest.Compute(a))!));
    }

    private RootDirectory Mount()
    {
        if (_made is not null)
        {
            DirectoryListing.RemoveTree(_made);
            _made = null;
        }

        return OverlayRoot.OpenReadOnly(StackedLayers.Of(_layers, MakeFolder));
    }

    private string MakeFolder()
    {
        Assert.Null(_made);
        return _made = Directory.CreateDirectory(_folder.File("made")).FullName;
    }
}
