using System.Text;
using Caisson.Images.Layers.Unpack;
using Caisson.Images.Tests.Support;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Tests.Layers;

public sealed class UnpackTests : IDisposable
{
    // cap_net_raw+ep, revision 2 (struct vfs_cap_data).
    private static readonly byte[] NetRaw = [1, 0, 0, 2, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly UnpackScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Unpack_EveryKind_IsMadeAsTheArchiveSays()
    {
        Root.Require("owners and devices");
        LayerSizes sizes = _scene.Unpack(new ArchiveBuilder()
            .AddDirectory("d", 0b1_111_111_111)
            .Add("d/setuid", contents: "x"u8.ToArray(), mode: 0b100_111_101_101, change: block => ArchiveBuilder.Octal(block, 108, 8, 1234))
            .Add("d/hard", '1', link: "./d/setuid", mode: 0b100_111_101_101, change: block => ArchiveBuilder.Octal(block, 108, 8, 1234))
            .Add("d/link", '2', link: "/nowhere")
            .Add("d/null", '3', mode: 0b110_110_110, change: block => SetDevice(block, 1, 3))
            .Add("d/loop", '4', change: block => SetDevice(block, 7, 0))
            .Add("d/fifo", '6', mode: 0b110_000_000));

        Assert.Equal(7, sizes.Entries);
        Assert.Equal(1 + "/nowhere".Length, sizes.FileBytes);
        Assert.Equal(0b1_111_111_111u, _scene.Status("d").Permissions);
        FileStatus setuid = _scene.Status("d/setuid");
        Assert.Equal((0b100_111_101_101u, 1234u, 2u), (setuid.Permissions, setuid.UserId, setuid.LinkCount));
        Assert.Equal(setuid.Inode, _scene.Status("d/hard").Inode);
        Assert.Equal("/nowhere", FileSystem.TryReadLink(_scene.Inside("d/link")));
        Assert.Equal((StatMode.S_IFCHR, (1u, 3u)), (_scene.Status("d/null").Kind, _scene.Status("d/null").SpecialDevice));
        Assert.Equal((StatMode.S_IFBLK, (7u, 0u)), (_scene.Status("d/loop").Kind, _scene.Status("d/loop").SpecialDevice));
        Assert.Equal(StatMode.S_IFIFO, _scene.Status("d/fifo").Kind);
        Assert.All(
            ["d", "d/setuid", "d/link", "d/null", "d/fifo"],
            path => Assert.Equal(new FileTime(1_000_000_000), _scene.Status(path).ModifiedAt));
    }

    [Fact]
    public void Unpack_FileCapability_SurvivesTheChangeOfOwner()
    {
        Root.Require("file capabilities");
        _scene.Unpack(new ArchiveBuilder()
            .AddPax(("uid", "1000"u8.ToArray()), ("SCHILY.xattr.security.capability", NetRaw))
            .AddFile("ping", "x"));
        using FileDescriptor ping = FileSystem.Open(_scene.Inside("ping"), OpenFlags.O_RDONLY);
        Assert.Equal(NetRaw, ExtendedAttributes.TryGet(ping, "security.capability"u8));
        Assert.Equal(1000u, _scene.Status("ping").UserId);
    }

    [Fact]
    public void Unpack_AttributeOfSymbolicLink_IsTheLinksOwn()
    {
        Root.Require("trusted attributes");
        _scene.Unpack(new ArchiveBuilder()
            .AddFile("target").AddPax(("SCHILY.xattr.trusted.note", [0, 255])).Add("link", '2', link: "target"));
        using FileDescriptor link = FileSystem.Open(_scene.Inside("link"), OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW);
        using FileDescriptor target = FileSystem.Open(_scene.Inside("target"), OpenFlags.O_RDONLY);
        Assert.Equal([0, 255], ExtendedAttributes.TryGet(link, "trusted.note"u8));
        Assert.Null(ExtendedAttributes.TryGet(target, "trusted.note"u8));
    }

    [Fact]
    public void Unpack_AttributeThatIsNotAllowed_IsLeftOutAndCounted()
    {
        LayerSizes sizes = _scene.Unpack(new ArchiveBuilder()
            .AddPax(("SCHILY.xattr.user.note", "x"u8.ToArray())).Add("link", '2', link: "target"));
        Assert.Equal(1, sizes.SkippedAttributes);
    }

    [Fact]
    public void Unpack_Times_KeepNanosecondsAndYearsBefore1970()
    {
        _scene.Unpack(new ArchiveBuilder()
            .AddPax("mtime", "1700000000.123456789999").AddFile("now")
            .AddPax("mtime", "-1.25").AddFile("before"));
        Assert.Equal(new FileTime(1_700_000_000, 123_456_789), _scene.Status("now").ModifiedAt);
        Assert.Equal(new FileTime(-2, 750_000_000), _scene.Status("before").ModifiedAt);
    }

    [Fact]
    public void Unpack_RootEntry_GivesTheFolderItsAttributes()
    {
        _scene.Unpack(new ArchiveBuilder().AddFile("f").AddDirectory("./", 0b111_000_101));
        FileStatus root = _scene.Status(".");
        Assert.Equal((0b111_000_101u, new FileTime(1_000_000_000)), (root.Permissions, root.ModifiedAt));
    }

    [Theory]
    [InlineData('0', '5')]
    [InlineData('5', '0')]
    [InlineData('2', '5')]
    [InlineData('5', '2')]
    [InlineData('6', '0')]
    [InlineData('0', '6')]
    public void Unpack_EntryOfAnotherKind_ReplacesTheEarlierOne(char first, char second)
    {
        var archive = new ArchiveBuilder().Add("x", first, link: "y");
        if (first == '5')
        {
            archive.AddFile("x/inside/it");
        }

        _scene.Unpack(archive.Add("x", second, link: "z"));
        uint expected = second switch { '0' => StatMode.S_IFREG, '5' => StatMode.S_IFDIR, '2' => StatMode.S_IFLNK, _ => StatMode.S_IFIFO };
        Assert.Equal(expected, _scene.Status("x").Kind);
        Assert.False(_scene.Has("x/inside"));
    }

    [Fact]
    public void Unpack_DirectoryTwice_KeepsWhatIsInItAndTheLastAttributes()
    {
        _scene.Unpack(new ArchiveBuilder().AddDirectory("d", 0b111_000_000).AddFile("d/f", "x").AddDirectory("d/", 0b101_101_101));
        Assert.Equal(0b101_101_101u, _scene.Status("d").Permissions);
        Assert.True(_scene.Has("d/f"));
    }

    [Fact]
    public void Unpack_Whiteout_BecomesCharacterDevice()
    {
        _scene.Unpack(new ArchiveBuilder().AddFile("a/.wh.gone").AddFile(".wh.top"));
        Assert.True(_scene.Status("a/gone").IsWhiteout);
        Assert.True(_scene.Status("top").IsWhiteout);
        Assert.False(_scene.Has("a/.wh.gone"));
    }

    [Fact]
    public void Unpack_OpaqueMark_BecomesAttribute()
    {
        Root.Require("trusted attributes");
        _scene.Unpack(new ArchiveBuilder().AddFile("d/.wh..wh..opq").AddFile("d/f"));
        Assert.Equal("y"u8.ToArray(), Opaque("d", "trusted.overlay.opaque"));
        Assert.False(_scene.Has("d/.wh..wh..opq"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Unpack_WhiteoutAndDirectoryOfOneName_IsOpaqueDirectory(bool whiteoutFirst)
    {
        Root.Require("trusted attributes");
        var archive = new ArchiveBuilder();
        _scene.Unpack(whiteoutFirst
            ? archive.AddFile(".wh.d").AddDirectory("d").AddFile("d/f").AddFile(".wh.e").AddFile("e/f")
            : archive.AddDirectory("d").AddFile("d/f").AddFile(".wh.d").AddFile("e/f").AddFile(".wh.e"));
        Assert.All(["d", "e"], path =>
        {
            Assert.Equal("y"u8.ToArray(), Opaque(path, "trusted.overlay.opaque"));
            Assert.True(_scene.Has($"{path}/f"));
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Unpack_WhiteoutAndFileOfOneName_IsTheFile(bool whiteoutFirst)
    {
        var archive = new ArchiveBuilder();
        _scene.Unpack(whiteoutFirst ? archive.AddFile(".wh.f").AddFile("f", "x") : archive.AddFile("f", "x").AddFile(".wh.f"));
        Assert.Equal("x", File.ReadAllText(_scene.Inside("f")));
    }

    [Fact]
    public void Unpack_AufsRecords_AreIgnored()
    {
        _scene.Unpack(new ArchiveBuilder()
            .AddDirectory(".wh..wh.plnk").AddFile(".wh..wh.plnk/1.2").AddFile(".wh..wh.aufs").AddDirectory(".wh..wh.orph").AddFile("f"));
        Assert.Equal(["f"], Directory.GetFileSystemEntries(_scene.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public void Unpack_NoLayer_TakesWhiteoutNamesAsNames()
    {
        _scene.Unpack(new ArchiveBuilder().AddFile(".wh.f", "x"), new UnpackOptions { IsLayer = false });
        Assert.Equal("x", File.ReadAllText(_scene.Inside(".wh.f")));
    }

    [Fact]
    public void Unpack_NameThatIsNoUtf8_IsKept()
    {
        _scene.Unpack(new ArchiveBuilder().Add("\xff\xfe/\xe9", contents: [1]));
        using FileDescriptor folder = FileSystem.Open(_scene.Folder, OpenFlags.O_RDONLY);
        Assert.Equal([[0xff, 0xfe]], DirectoryListing.RawNames(folder, "layer"));
    }

    [Fact]
    public void Unpack_HeaderOfAHardLink_IsTheFiles()
    {
        Root.Require("giving files away");
        _scene.Unpack(new ArchiveBuilder()
            .AddPax("SCHILY.xattr.user.first", "1").Add("f", contents: [1], mode: 0b100_111_111_111)
            .AddPax(("SCHILY.xattr.user.second", "2"u8.ToArray()), ("uid", "7"u8.ToArray()), ("gid", "8"u8.ToArray()), ("mtime", "5.25"u8.ToArray()))
            .Add("g", '1', link: "f", mode: 0b010_111_101_000));
        FileStatus file = _scene.Status("f");
        Assert.Equal((0b010_111_101_000u, 7u, 8u, new FileTime(5, 250_000_000)), (file.Permissions, file.UserId, file.GroupId, file.ModifiedAt));
        Assert.Equal(2u, file.LinkCount);
        using FileDescriptor open = FileSystem.Open(_scene.Inside("f"), OpenFlags.O_RDONLY);
        Assert.Equal("1"u8.ToArray(), ExtendedAttributes.TryGet(open, "user.first"u8));
        Assert.Equal("2"u8.ToArray(), ExtendedAttributes.TryGet(open, "user.second"u8));
    }

    [Fact]
    public void Unpack_HeaderOfAHardLinkToASymbolicLink_ChangesItsOwnerAlone()
    {
        Root.Require("giving files away");
        _scene.Unpack(new ArchiveBuilder()
            .Add("f", contents: [1]).Add("s", '2', link: "f")
            .AddPax(("uid", "7"u8.ToArray()), ("mtime", "5"u8.ToArray())).Add("t", '1', link: "s", mode: 0));
        FileStatus link = _scene.Status("s");
        Assert.Equal((true, 7u, new FileTime(1_000_000_000)), (link.IsSymbolicLink, link.UserId, link.ModifiedAt));
        Assert.Equal((0b110_100_100u, 0u), (_scene.Status("f").Permissions, _scene.Status("f").UserId));
    }

    // GNU tar has no attributes in the header of a file's second name.
    [Fact]
    public void Unpack_HardLinkOfTheSameOwner_LeavesCapabilitiesAndSetUserId()
    {
        Root.Require("file capabilities");
        _scene.Unpack(new ArchiveBuilder()
            .AddPax(("SCHILY.xattr.security.capability", NetRaw)).Add("f", contents: [1], mode: 0b100_111_101_101)
            .Add("g", '1', link: "f", mode: 0b100_111_101_101));
        using FileDescriptor file = FileSystem.Open(_scene.Inside("g"), OpenFlags.O_RDONLY);
        Assert.Equal(NetRaw, ExtendedAttributes.TryGet(file, "security.capability"u8));
        Assert.Equal(0b100_111_101_101u, _scene.Status("f").Permissions);
    }

    [Fact]
    public void Unpack_DirectoriesWithoutEntries_AreListedWhereTheyAreMeantToBeThereAlready()
    {
        Root.Require("trusted attributes");
        LayerSizes sizes = _scene.Unpack(new ArchiveBuilder()
            .AddFile("b/c/f").AddFile("a/named/f").AddDirectory("a/named").AddFile(".wh.new").AddFile("new/f").AddFile("late/f").AddFile(".wh.late")
            .AddFile("gone/f").AddFile("gone").AddFile("opaque/.wh..wh..opq").AddDirectory("real").Add("link", '2', link: "real").AddFile("link/in/f"));
        Assert.Equal(["a", "b", "b/c", "opaque", "real/in"], sizes.ImpliedDirectories.Select(Encoding.UTF8.GetString));
        Assert.Empty(new LayerSizes().ImpliedDirectories);
    }

    [Fact]
    public void Unpack_Cancelled_Ends()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => LayerUnpacker.Unpack(
            new MemoryStream(new ArchiveBuilder().AddFile("f").End()), _scene.Folder, cancellation: source.Token));
    }

    private static void SetDevice(byte[] block, long major, long minor)
    {
        ArchiveBuilder.Octal(block, 329, 8, major);
        ArchiveBuilder.Octal(block, 337, 8, minor);
    }

    private byte[]? Opaque(string path, string name)
    {
        using FileDescriptor directory = FileSystem.Open(_scene.Inside(path), OpenFlags.O_RDONLY);
        return ExtendedAttributes.TryGet(directory, Encoding.UTF8.GetBytes(name));
    }
}
