using System.Text;
using Caisson.Images.Layers.Unpack;
using Caisson.Images.Tests.Support;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Tests.Layers;

/// <summary>Archives that try to reach what is outside their directory, or to take more than they may.</summary>
public sealed class UnpackAttackTests : IDisposable
{
    private readonly UnpackScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData("../canary", "canary")]
    [InlineData("a/../../canary", "canary")]
    [InlineData("/../canary", "canary")]
    [InlineData("./../canary", "canary")]
    [InlineData("a/../b", "b")]
    [InlineData("a/b/../../../../c/./../d/e", "d/e")]
    [InlineData("link/../z", "z")]
    [InlineData("d/link/../z", "d/z")]
    public void Unpack_PathWithDotDot_EndsAtTheRoot(string path, string expected)
    {
        _scene.Unpack(new ArchiveBuilder()
            .AddDirectory("d/e/f").Add("link", '2', link: "d/e").Add("d/link", '2', link: "e/f").AddFile(path, "dead"));
        Assert.Equal("dead", File.ReadAllText(_scene.Inside(expected)));
        Assert.False(_scene.Has("a"));
        Assert.False(_scene.Has("c"));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/..")]
    [InlineData("../../a/b/../..")]
    public void Unpack_FileInThePlaceOfTheRoot_IsRefused(string path) => Assert.Contains(
        "in the place of the root", _scene.Refuse(new ArchiveBuilder().AddFile(path, "dead")).Message, StringComparison.Ordinal);

    [Fact]
    public void Unpack_LinksAndWhiteoutsWithDotDot_StayInside()
    {
        _scene.Unpack(new ArchiveBuilder()
            .AddFile("f", "x").AddDirectory("..", 0b111_000_001).Add("../hard", '1', link: "d/../../f").Add("d/../../link", '2', link: "../canary")
            .AddFile("../.wh.canary").AddFile("a/../.wh.gone"));
        Assert.Equal(_scene.Status("f").Inode, _scene.Status("hard").Inode);
        Assert.True(_scene.Status("link").IsSymbolicLink);
        Assert.True(_scene.Status("canary").IsWhiteout);
        Assert.True(_scene.Status("gone").IsWhiteout);
        Assert.False(_scene.Has("a"));
        Assert.Equal(0b111_000_001u, _scene.Status(".").Permissions);
    }

    [Fact]
    public void Unpack_AbsolutePath_StaysInside()
    {
        _scene.Unpack(new ArchiveBuilder().AddFile(_scene.Canary, "dead").AddFile("//etc//passwd", "x"));
        Assert.Equal("dead", File.ReadAllText(_scene.Inside(_scene.Canary[1..])));
        Assert.Equal("x", File.ReadAllText(_scene.Inside("etc/passwd")));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../../../../../../..")]
    [InlineData("/")]
    [InlineData(".")]
    [InlineData("d/..")]
    [InlineData("/d/../../d/../..")]
    public void Unpack_FileThroughLinkUp_EndsAtTheRoot(string target)
    {
        _scene.Unpack(new ArchiveBuilder().AddDirectory("d").Add("link", '2', link: target).AddFile("link/canary", "dead"));
        Assert.Equal("dead", File.ReadAllText(_scene.Inside("canary")));
        Assert.True(_scene.Status("link").IsSymbolicLink);
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("../canary")]
    [InlineData("/proc/self/cwd")]
    [InlineData("/proc/self/root")]
    [InlineData("file")]
    [InlineData("file/..")]
    [InlineData("missing/..")]
    [InlineData("missing")]
    [InlineData("link")]
    [InlineData("./link/x")]
    public void Unpack_FileThroughLinkToNoDirectoryOfTheRoot_IsRefused(string target) =>
        Assert.Contains(
            "goes through link, which is a symbolic link to",
            _scene.Refuse(new ArchiveBuilder().AddFile("file").Add("link", '2', link: target).AddFile("link/canary", "dead")).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData('0')]
    [InlineData('2')]
    [InlineData('3')]
    [InlineData('5')]
    [InlineData('6')]
    public void Unpack_AnythingThroughLinkUp_StaysInside(char type)
    {
        if (type == '3')
        {
            Root.Require("devices");
        }

        _scene.Unpack(new ArchiveBuilder().Add("a/link", '2', link: "../..").Add("a/link/new/entry", type, link: "x"));
        Assert.True(_scene.Has("new/entry"));
    }

    [Fact]
    public void Unpack_LinkOfEarlierArchive_IsFollowedInsideAlone()
    {
        _scene.Unpack(new ArchiveBuilder().Add("link", '2', link: ".."));
        _scene.Unpack(new ArchiveBuilder().AddFile("link/canary", "dead"));
        Assert.Equal("dead", File.ReadAllText(_scene.Inside("canary")));
    }

    [Fact]
    public void Unpack_LinkThroughLink_StaysInside()
    {
        _scene.Unpack(new ArchiveBuilder()
            .Add("a", '2', link: "b").AddDirectory("b").Add("b/up", '2', link: "../..").AddFile("a/up/canary", "dead"));
        Assert.Equal("dead", File.ReadAllText(_scene.Inside("canary")));
    }

    [Fact]
    public void Unpack_ChainOfLinks_MayBeAsLongAsTheKernels()
    {
        ArchiveBuilder Chain(int length)
        {
            var archive = new ArchiveBuilder().AddDirectory("0");
            for (int i = 1; i <= length; i++)
            {
                archive.Add($"{i}", '2', link: $"{i - 1}");
            }

            return archive.AddFile($"{length}/file", "x");
        }

        _scene.Unpack(Chain(40));
        Assert.Equal("x", File.ReadAllText(_scene.Inside("0/file")));
        Assert.Contains("too many links", _scene.Refuse(Chain(41)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unpack_LinkOfThousandsOfNames_IsRefused() =>
        Assert.Contains(
            "too many links",
            _scene.Refuse(new ArchiveBuilder()
                .AddDirectory("d").Add("link", '2', link: string.Concat(Enumerable.Repeat("d/../", 19)))
                .Add("far", '2', link: string.Concat(Enumerable.Repeat("link/", 19))).AddFile("far/file")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Unpack_FileOverLink_ReplacesTheLink()
    {
        _scene.Unpack(new ArchiveBuilder().Add("link", '2', link: "../canary").AddFile("link", "new"));
        Assert.False(_scene.Status("link").IsSymbolicLink);
        Assert.Equal("new", File.ReadAllText(_scene.Inside("link")));
    }

    [Fact]
    public void Unpack_DirectoryOverLink_ReplacesTheLink()
    {
        _scene.Unpack(new ArchiveBuilder()
            .Add("link", '2', link: "..").AddDirectory("link", 0b111_000_111).AddFile("link/canary", "new"));
        Assert.True(_scene.Status("link").IsDirectory);
        Assert.Equal("new", File.ReadAllText(_scene.Inside("link/canary")));
    }

    [Fact]
    public void Unpack_DirectoryReplacedByLinkBeforeTheEnd_ItsAttributesGoNowhere()
    {
        // Permissions and times of directories are set at the end: by then this one leads outside.
        _scene.Unpack(new ArchiveBuilder().AddDirectory("d", 0b111_111_111).Add("d", '2', link: ".."));
        Assert.True(_scene.Status("d").IsSymbolicLink);
        Assert.NotEqual(0b111_111_111u, FileSystem.TryStatus(Path.GetDirectoryName(_scene.Folder)!)!.Value.Permissions);
    }

    [Fact]
    public void Unpack_DirectoryReplacedByLinkWhileItsHandleIsKept_IsTheLink()
    {
        _scene.Unpack(new ArchiveBuilder()
            .AddFile("d/e/first").AddFile("d/e/second").Add("d", '2', link: "..").AddFile("d/e/canary", "dead"));
        Assert.Equal("dead", File.ReadAllText(_scene.Inside("e/canary")));
    }

    [Theory]
    [InlineData("../canary")]
    [InlineData("a/../../canary")]
    [InlineData("/etc/passwd")]
    [InlineData("missing")]
    [InlineData("link/canary")]
    [InlineData("directory")]
    [InlineData(".")]
    [InlineData("hard")]
    public void Unpack_HardLinkToAnythingButFileInside_IsRefused(string target) =>
        _scene.Refuse(new ArchiveBuilder()
            .AddDirectory("directory").Add("link", '2', link: "..").Add("hard", '1', link: target).AddFile("hard", "dead"));

    [Fact]
    public void Unpack_HardLinkToSymbolicLink_LinksTheLink()
    {
        _scene.Unpack(new ArchiveBuilder().Add("link", '2', link: "../canary").Add("hard", '1', link: "link"));
        Assert.True(_scene.Status("hard").IsSymbolicLink);

        _scene.Unpack(new ArchiveBuilder().AddFile("hard", "dead"));
        Assert.Equal("dead", File.ReadAllText(_scene.Inside("hard")));
    }

    [Fact]
    public void Unpack_FileOverHardLink_LeavesTheOtherName()
    {
        _scene.Unpack(new ArchiveBuilder().AddFile("a", "first").Add("b", '1', link: "a").AddFile("b", "second"));
        Assert.Equal("first", File.ReadAllText(_scene.Inside("a")));
    }

    [Theory]
    [InlineData(".wh.")]
    [InlineData(".wh..")]
    [InlineData(".wh...")]
    [InlineData("a/.wh...")]
    public void Unpack_WhiteoutOfNothing_IsRefused(string path) => _scene.Refuse(new ArchiveBuilder().AddFile(path));

    [Theory]
    [InlineData("link/.wh.canary")]
    [InlineData("link/.wh..wh..opq")]
    public void Unpack_WhiteoutThroughLinkUp_StaysInside(string path)
    {
        Root.Require("whiteouts");
        _scene.Unpack(new ArchiveBuilder().Add("link", '2', link: "..").AddFile(path));
        Assert.Equal(path.EndsWith("canary", StringComparison.Ordinal), _scene.Has("canary"));
    }

    [Theory]
    [InlineData('0')]
    [InlineData('2')]
    [InlineData('6')]
    public void Unpack_RootThatIsNoDirectory_IsRefused(char type) =>
        _scene.Refuse(new ArchiveBuilder().Add(".", type, link: "x"));

    [Fact]
    public void Unpack_EntryBelowFile_IsRefused() =>
        Assert.Contains(
            "no directory", _scene.Refuse(new ArchiveBuilder().AddFile("a").AddFile("a/b")).Message, StringComparison.Ordinal);

    [Fact]
    public void Unpack_OverlayAttributes_AreLeftOut()
    {
        Root.Require("trusted attributes");
        _scene.Unpack(new ArchiveBuilder()
            .AddPax(
                ("SCHILY.xattr.trusted.overlay.redirect", "/etc"u8.ToArray()),
                ("SCHILY.xattr.trusted.overlay.opaque", "y"u8.ToArray()),
                ("SCHILY.xattr.user.overlay.metacopy", "y"u8.ToArray()),
                ("SCHILY.xattr.user.note", "kept"u8.ToArray()))
            .AddDirectory("d"));
        using FileDescriptor directory = FileSystem.Open(_scene.Inside("d"), OpenFlags.O_RDONLY);
        Assert.Equal(["user.note"], ExtendedAttributes.Names(directory).Select(Encoding.UTF8.GetString).Where(IsOfTest));
    }

    [Fact]
    public void Unpack_TooManyBytes_NamesTheLimit()
    {
        var options = new UnpackOptions { Limits = new ImageLimits { LayerBytes = 1 << 20 } };
        ImageException error = _scene.Refuse(
            new ArchiveBuilder().Add("bomb", contents: new byte[(1 << 20) + 1]), ImageErrorKind.LimitExceeded, options);
        Assert.Equal(nameof(ImageLimits.LayerBytes), error.Limit);
        Assert.False(_scene.Has("bomb"));
    }

    [Fact]
    public void Unpack_TooManyBytesInMetadata_NamesTheLimit() =>
        Assert.Equal(
            nameof(ImageLimits.LayerBytes),
            _scene.Refuse(
                new ArchiveBuilder().Raw(new byte[2 << 20]),
                ImageErrorKind.LimitExceeded,
                new UnpackOptions { Limits = new ImageLimits { LayerBytes = 1 << 20 } }).Limit);

    [Fact]
    public void Unpack_SparseFileOfTooManyBytes_NamesTheLimit() =>
        Assert.Equal(
            nameof(ImageLimits.LayerBytes),
            _scene.Refuse(
                new ArchiveBuilder()
                    .AddPax(
                        ("GNU.sparse.major", "0"u8.ToArray()),
                        ("GNU.sparse.minor", "1"u8.ToArray()),
                        ("GNU.sparse.size", "9000000000000000000"u8.ToArray()),
                        ("GNU.sparse.map", "0,1"u8.ToArray()))
                    .Add("hole", contents: [1]),
                ImageErrorKind.LimitExceeded).Limit);

    [Fact]
    public void Unpack_TooManyEntries_NamesTheLimit()
    {
        var archive = new ArchiveBuilder();
        for (int i = 0; i < 101; i++)
        {
            archive.AddFile($"f{i}");
        }

        ImageException error = _scene.Refuse(
            archive, ImageErrorKind.LimitExceeded, new UnpackOptions { Limits = new ImageLimits { LayerEntries = 100 } });
        Assert.Equal(nameof(ImageLimits.LayerEntries), error.Limit);
    }

    [Theory]
    [InlineData(100, 1 << 20, nameof(ImageLimits.LayerEntries))]
    [InlineData(1 << 20, 1000, nameof(ImageLimits.ImpliedDirectoryBytes))]
    public void Unpack_TooManyDirectoriesThatNoEntryNames_NamesTheLimit(int entries, int bytes, string limit)
    {
        var archive = new ArchiveBuilder();
        for (int i = 0; i < 10; i++)
        {
            archive.AddPax("path", $"{i}/{string.Join('/', Enumerable.Repeat("d", 20))}/f").AddFile("x");
        }

        ImageException error = _scene.Refuse(
            archive,
            ImageErrorKind.LimitExceeded,
            new UnpackOptions { Limits = new ImageLimits { LayerEntries = entries, ImpliedDirectoryBytes = bytes } });
        Assert.Equal(limit, error.Limit);
    }

    [Theory]
    [InlineData(256, 1, nameof(ImageLimits.NameBytes))]
    [InlineData(200, 30, nameof(ImageLimits.PathBytes))]
    public void Unpack_TooLongName_NamesTheLimit(int nameBytes, int depth, string limit)
    {
        string path = string.Join('/', Enumerable.Repeat(new string('n', nameBytes), depth));
        ImageException error = _scene.Refuse(
            new ArchiveBuilder().AddPax("path", path).AddFile("x"), ImageErrorKind.LimitExceeded);
        Assert.Equal(limit, error.Limit);
    }

    [Fact]
    public void Unpack_TreeAsDeepAsPathsCanBe_IsMadeAndRemoved()
    {
        string path = string.Concat(Enumerable.Repeat("d/", 2000)) + "f";
        _scene.Unpack(new ArchiveBuilder().AddPax("path", path).AddFile("x", "deep"));

        // Two archives later the tree is replaced, which removes it.
        _scene.Unpack(new ArchiveBuilder().AddFile("d", "flat"));
        Assert.Equal("flat", File.ReadAllText(_scene.Inside("d")));
    }

    [Fact]
    public void Unpack_PermissionsMeanwhile_KeepOthersOut()
    {
        Root.Require("owners");
        string seen = "";
        var archive = new ArchiveBuilder().AddDirectory("d", 0b111_111_111).Add("d/f", contents: new byte[1000], mode: 0xFFF);
        using var stream = new ObservedStream(archive.End(), () =>
            seen = seen.Length == 0 && _scene.Has("d") ? Convert.ToString(_scene.Status("d").Permissions, 8) : seen);
        LayerUnpacker.Unpack(stream, _scene.Folder, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("700", seen);
        Assert.Equal(0b111_111_111u, _scene.Status("d").Permissions);
    }

    private static bool IsOfTest(string name) => !name.StartsWith("security.", StringComparison.Ordinal);

    // One block at a time, so that there is a moment between the entries.
    private sealed class ObservedStream(byte[] data, Action onRead) : MemoryStream(data)
    {
        public override int Read(Span<byte> buffer)
        {
            onRead();
            return base.Read(buffer[..Math.Min(buffer.Length, 512)]);
        }
    }
}
