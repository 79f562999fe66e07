using System.Text;
using Caisson.Images.Layers.Diff;
using Caisson.Images.Layers.Tar;
using Caisson.Images.Layers.Unpack;
using Caisson.Images.Tests.Support;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Tests.Layers;

public sealed class TarWriterTests : IDisposable
{
    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("short")]
    [InlineData("Grüße")]
    [InlineData("99")]
    [InlineData("100")]
    [InlineData("101")]
    [InlineData("155/100")]
    [InlineData("156/100")]
    [InlineData("155/101")]
    [InlineData("100/1/100")]
    [InlineData("255/255/255")]
    [InlineData("1/99/55/100")]
    public void WriteEntry_AnyName_IsReadAsItWas(string pattern)
    {
        string path = string.Join('/', pattern.Split('/').Select(part => int.TryParse(part, out int n) ? new string('n', n) : part));
        foreach (TarEntryKind kind in (TarEntryKind[])[TarEntryKind.RegularFile, TarEntryKind.Directory, TarEntryKind.SymbolicLink])
        {
            var entry = new TarEntry
            {
                Kind = kind,
                Path = Encoding.UTF8.GetBytes(path),
                LinkTarget = kind == TarEntryKind.SymbolicLink ? Encoding.UTF8.GetBytes(path) : default,
            };
            TarEntry read = RoundTrip(entry);
            Assert.Equal(path, Encoding.UTF8.GetString(read.Path.Span).TrimEnd('/'));
            Assert.Equal(entry.LinkTarget.ToArray(), read.LinkTarget.ToArray());
            Assert.Equal(kind, read.Kind);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1_700_000_000, 123_000_000)]
    [InlineData(-1, 0)]
    [InlineData(-2, 750_000_000)]
    [InlineData(8_589_934_591, 0)]
    [InlineData(8_589_934_592, 0)]
    public void WriteEntry_AnyTime_IsReadAsItWas(long seconds, uint nanoseconds)
    {
        var time = new FileTime(seconds, nanoseconds);
        Assert.Equal(time, RoundTrip(new TarEntry { Kind = TarEntryKind.Fifo, Path = "f"u8.ToArray(), ModifiedAt = time }).ModifiedAt);
    }

    [Theory]
    [InlineData(2_097_151u)]
    [InlineData(2_097_152u)]
    [InlineData(4_294_967_294u)]
    public void WriteEntry_AnyOwner_IsReadAsItWas(uint id)
    {
        TarEntry read = RoundTrip(new TarEntry { Kind = TarEntryKind.Fifo, Path = "f"u8.ToArray(), UserId = id, GroupId = id });
        Assert.Equal((id, id), (read.UserId, read.GroupId));
    }

    [Fact]
    public void WriteEntry_Attributes_AreInByteOrderWhateverTheirOrder()
    {
        var first = new TarXattr("user.a"u8.ToArray(), (byte[])[0, (byte)'\n', 255]);
        var second = new TarXattr("user.b"u8.ToArray(), (byte[])[]);
        var entry = new TarEntry { Kind = TarEntryKind.Directory, Path = "d"u8.ToArray(), Attributes = [first, second] };
        Assert.Equal(Write(entry), Write(entry with { Attributes = [second, first] }));
        Assert.Equal(first.Value.ToArray(), RoundTrip(entry).Attributes[0].Value.ToArray());
        Assert.Equal(0, RoundTrip(entry).Attributes[1].Value.Length);
    }

    [Fact]
    public void WriteEntry_SizeBeyondOctal_IsInPaxHeader()
    {
        using var archive = new MemoryStream();
        var writer = new TarWriter(archive);
        writer.WriteEntry(new TarEntry { Kind = TarEntryKind.RegularFile, Path = "f"u8.ToArray(), SizeBytes = 9L << 30 });
        Assert.Throws<InvalidOperationException>(writer.Finish);
    }

    [Fact]
    public void WriteContents_MoreThanTheSize_IsRefused()
    {
        var writer = new TarWriter(Stream.Null);
        writer.WriteEntry(new TarEntry { Kind = TarEntryKind.RegularFile, Path = "f"u8.ToArray(), SizeBytes = 3 });
        Assert.Throws<InvalidOperationException>(() => writer.WriteContents("four"u8));
    }

    [Fact]
    public void WriteEntry_AttributeWithEqualsSign_IsRefused() =>
        Assert.Equal(
            ImageErrorKind.Unsupported,
            Assert.Throws<ImageException>(() => Write(new TarEntry
            {
                Kind = TarEntryKind.Fifo,
                Path = "f"u8.ToArray(),
                Attributes = [new TarXattr("user.a=b"u8.ToArray(), "x"u8.ToArray())],
            })).Kind);

    [Fact]
    public void TreeArchive_Tree_IsReadByTarAndTheSameEveryTime()
    {
        string source = MakeTree();
        byte[] archive = Archive(source);
        Assert.Equal(archive, Archive(source));

        string file = _temporary.File("a.tar");
        File.WriteAllBytes(file, archive);
        string byTar = _temporary.File("by-tar");
        Directory.CreateDirectory(byTar);
        Command.Run("tar", "--xattrs", "--xattrs-include=*", "--numeric-owner", "-xpf", file, "-C", byTar);
        Assert.Equal(Listing(source), Listing(byTar));
        Command.Run("diff", "-r", "--no-dereference", "--exclude=fifo", source, byTar);

        string unpacked = _temporary.File("unpacked");
        Directory.CreateDirectory(unpacked);
        LayerUnpacker.Unpack(new MemoryStream(archive), unpacked, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(Listing(source), Listing(unpacked));
        Assert.Equal(archive, Archive(unpacked));
    }

    [Fact]
    public void TreeArchive_CopyOfTree_IsTheSame()
    {
        string source = MakeTree();
        string copy = _temporary.File("copy");
        Command.Run("cp", "-a", source, copy);
        Assert.Equal(Archive(source), Archive(copy));
    }

    [Fact]
    public void TreeArchive_AttributesOfTheFile_AreInItAndTheHostsAreNot()
    {
        Root.Require("trusted attributes");
        string source = _temporary.File("source");
        Directory.CreateDirectory(Path.Combine(source, "d"));
        using (FileDescriptor directory = FileSystem.Open(Path.Combine(source, "d"), OpenFlags.O_RDONLY))
        {
            Assert.Equal(Errno.None, ExtendedAttributes.Set(directory, "trusted.note"u8, "x"u8));
            Assert.Equal(Errno.None, ExtendedAttributes.Set(directory, "trusted.overlay.opaque"u8, "y"u8));
            _ = ExtendedAttributes.Set(directory, "security.selinux"u8, "host"u8);
        }

        TarEntry entry = new TarReader(new MemoryStream(Archive(source))).Next()!;
        Assert.Equal(["trusted.note"], entry.Attributes.Select(a => Encoding.UTF8.GetString(a.Name.Span)));
    }

    [Fact]
    public void TreeArchive_TreeAsDeepAsPathsCanBe_IsWrittenWithFewDescriptors()
    {
        string source = _temporary.File("source");
        Directory.CreateDirectory(source);
        byte[] deep = new ArchiveBuilder().AddPax("path", string.Concat(Enumerable.Repeat("d/", 2000)) + "f").AddFile("x", "deep").End();
        LayerUnpacker.Unpack(new MemoryStream(deep), source, cancellation: TestContext.Current.CancellationToken);
        var reader = new TarReader(new MemoryStream(Archive(source)));
        int count = 0;
        while (reader.Next() is not null)
        {
            count++;
        }

        Assert.Equal(2001, count);
        DirectoryListing.RemoveTree(source);
    }

    private static byte[] Archive(string folder)
    {
        using var archive = new MemoryStream();
        TreeArchive.Write(folder, archive, cancellation: TestContext.Current.CancellationToken);
        return archive.ToArray();
    }

    private static string[] Listing(string folder) =>
        [.. Command.Run("find", folder, "-mindepth", "1", "-printf", "%P %y %m %U %G %n %l %s %Ts\n")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    private static byte[] Write(TarEntry entry)
    {
        using var archive = new MemoryStream();
        var writer = new TarWriter(archive);
        writer.WriteEntry(entry);
        writer.Finish();
        Assert.Equal(0, archive.Length % 512);
        return archive.ToArray();
    }

    private static TarEntry RoundTrip(TarEntry entry) => new TarReader(new MemoryStream(Write(entry))).Next()!;

    private string MakeTree()
    {
        string source = _temporary.File("source");
        string deep = Path.Combine(source, string.Concat(Enumerable.Repeat("directory/", 20)));
        Directory.CreateDirectory(deep);
        File.WriteAllBytes(Path.Combine(deep, "big"), [.. Enumerable.Range(0, 700_000).Select(i => (byte)(i / 7))]);
        File.WriteAllText(Path.Combine(source, "b"), "text");
        File.WriteAllText(Path.Combine(source, "B"), "");
        File.WriteAllText(Path.Combine(source, "Grüße"), "x");
        Command.Run("ln", Path.Combine(source, "b"), Path.Combine(source, "hard"));
        Command.Run("ln", "-s", "b", Path.Combine(source, "link"));
        Command.Run("mkfifo", Path.Combine(source, "fifo"));
        Command.Run("chmod", "4755", Path.Combine(source, "B"));
        return source;
    }
}
