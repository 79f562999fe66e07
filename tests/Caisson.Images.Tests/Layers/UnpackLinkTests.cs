using Caisson.Images.Layers.Unpack;
using Caisson.Images.Tests.Support;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Tests.Layers;

/// <summary>Entries whose paths go through symbolic links of the same root, as in a root whose /lib is one.</summary>
public sealed class UnpackLinkTests : IDisposable
{
    private readonly UnpackScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("usr/lib")]
    [InlineData("/usr/lib")]
    [InlineData("./usr//lib/")]
    [InlineData("usr/bin/../lib")]
    [InlineData("../usr/lib")]
    public void Unpack_FileThroughLink_IsWhereTheLinkLeads(string target)
    {
        _scene.Unpack(new ArchiveBuilder()
            .AddDirectory("usr/bin").AddDirectory("usr/lib").Add("lib", '2', link: target).AddFile("lib/new/x.so", "x").AddFile("/lib/y.so", "y"));
        Assert.Equal("x", File.ReadAllText(_scene.Inside("usr/lib/new/x.so")));
        Assert.Equal("y", File.ReadAllText(_scene.Inside("usr/lib/y.so")));
        Assert.True(_scene.Status("lib").IsSymbolicLink);
    }

    [Fact]
    public void Unpack_LinkBelowTheRoot_StartsWhereItIs()
    {
        _scene.Unpack(new ArchiveBuilder()
            .AddDirectory("a/real").Add("a/b/link", '2', link: "../real").AddFile("a/b/link/f", "x")
            .Add("a/b/abs", '2', link: "/a/b/link").AddFile("a/b/abs/g", "y"));
        Assert.Equal("x", File.ReadAllText(_scene.Inside("a/real/f")));
        Assert.Equal("y", File.ReadAllText(_scene.Inside("a/real/g")));
    }

    [Fact]
    public void Unpack_DirectoryThroughLink_GetsItsAttributes()
    {
        _scene.Unpack(new ArchiveBuilder()
            .AddDirectory("usr/lib").Add("lib", '2', link: "usr/lib").AddDirectory("lib/d", 0b101_100_001).AddFile("lib/d/f"));
        FileStatus status = _scene.Status("usr/lib/d");
        Assert.Equal((0b101_100_001u, new FileTime(1_000_000_000)), (status.Permissions, status.ModifiedAt));
    }

    [Fact]
    public void Unpack_DirectoryThroughLinkThatIsReplaced_KeepsItsAttributes()
    {
        _scene.Unpack(new ArchiveBuilder()
            .AddDirectory("one").AddDirectory("two/d", 0b111_000_000).Add("link", '2', link: "one")
            .AddDirectory("link/d", 0b101_101_000).Add("link", '2', link: "two"));
        Assert.Equal(0b101_101_000u, _scene.Status("one/d").Permissions);
        Assert.Equal(0b111_000_000u, _scene.Status("two/d").Permissions);
    }

    [Fact]
    public void Unpack_DirectoryBehindLinkReplaced_TheNewOneIsUsed()
    {
        _scene.Unpack(new ArchiveBuilder()
            .AddFile("real/first").Add("link", '2', link: "real").AddFile("link/second").AddFile("real", "flat")
            .AddDirectory("real").AddFile("link/third", "x"));
        Assert.Equal(["third"], Directory.GetFileSystemEntries(_scene.Inside("real")).Select(Path.GetFileName));
    }

    [Fact]
    public void Unpack_EntryInThePlaceOfTheLinkThatItGoesThrough_ReplacesIt()
    {
        _scene.Unpack(new ArchiveBuilder().Add("l", '2', link: ".").AddFile("l/l", "x").AddFile("f", "y"));
        Assert.Equal("x", File.ReadAllText(_scene.Inside("l")));
    }

    [Fact]
    public void Unpack_HardLinkToFileBehindLink_IsTheFile()
    {
        _scene.Unpack(new ArchiveBuilder()
            .AddFile("usr/lib/x", "x").Add("lib", '2', link: "/usr/lib").Add("same", '1', link: "lib/x").Add("lib/more", '1', link: "/lib/x"));
        Assert.Equal(3u, _scene.Status("usr/lib/x").LinkCount);
        Assert.Equal(_scene.Status("usr/lib/x").Inode, _scene.Status("usr/lib/more").Inode);
    }

    [Fact]
    public void Unpack_WhiteoutsThroughLink_AreWhereTheLinkLeads()
    {
        Root.Require("trusted attributes");
        _scene.Unpack(new ArchiveBuilder()
            .AddDirectory("usr/lib/d").Add("lib", '2', link: "usr/lib").AddFile("lib/.wh.gone").AddFile("lib/d/.wh..wh..opq"));
        Assert.True(_scene.Status("usr/lib/gone").IsWhiteout);
        using FileDescriptor directory = FileSystem.Open(_scene.Inside("usr/lib/d"), OpenFlags.O_RDONLY);
        Assert.Equal("y"u8.ToArray(), ExtendedAttributes.TryGet(directory, "trusted.overlay.opaque"u8));
    }

    [Fact]
    public void Unpack_EntryThroughRemovedDirectory_MakesItAnew()
    {
        Root.Require("trusted attributes");
        _scene.Unpack(new ArchiveBuilder()
            .AddDirectory("usr").Add("u", '2', link: "usr").AddFile("usr/.wh.lib").AddFile("u/lib/x", "x"));
        Assert.Equal("x", File.ReadAllText(_scene.Inside("usr/lib/x")));
    }

    [Fact]
    public void Unpack_IntoFolderWithLinks_FollowsThoseToo()
    {
        Directory.CreateDirectory(_scene.Inside("usr/lib"));
        File.CreateSymbolicLink(_scene.Inside("lib"), "/usr/lib");
        _scene.Unpack(new ArchiveBuilder().AddFile("lib/x", "x"), new UnpackOptions { IsLayer = false });
        Assert.Equal("x", File.ReadAllText(_scene.Inside("usr/lib/x")));
    }

    [Fact]
    public void Unpack_LinkWhoseNameIsNoUtf8_IsFollowed()
    {
        _scene.Unpack(new ArchiveBuilder().AddDirectory("\xff").Add("l", '2', link: "\xff").Add("l/f", contents: [1]));
        using FileDescriptor folder = FileSystem.Open(_scene.Folder, OpenFlags.O_RDONLY);
        Assert.Equal(Errno.None, DirectoryCalls.Status(folder, [0xff, (byte)'/', (byte)'f'], out _));
    }
}
