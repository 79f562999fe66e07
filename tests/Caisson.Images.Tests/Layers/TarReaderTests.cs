using System.Text;
using Caisson.Images.Layers.Tar;
using Caisson.Images.Layers.Unpack;
using Caisson.Images.Tests.Support;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Tests.Layers;

/// <summary>Archives that Debian's tar has made, of everything that its formats can hold.</summary>
public sealed class TarReaderTests : IDisposable
{
    private static readonly string LongName = new('n', 120);
    private static readonly string DeepPath = string.Concat(Enumerable.Repeat("directory/", 15)) + LongName;

    private readonly TemporaryDirectory _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("gnu")]
    [InlineData("oldgnu")]
    [InlineData("pax")]
    [InlineData("ustar")]
    [InlineData("v7")]
    public void Unpack_ArchiveOfTar_IsTheSameTree(string format)
    {
        string source = MakeTree(withLongNames: format is not ("ustar" or "v7"), withFifo: format != "v7");
        string archive = _temporary.File("a.tar");
        Command.Run("tar", $"--format={format}", "--numeric-owner", "-cf", archive, "-C", source, ".");
        string folder = Unpack(archive);
        Assert.Equal(Listing(source, format == "pax"), Listing(folder, format == "pax"));
        Command.Run("diff", "-r", "--no-dereference", "--exclude=fifo", source, folder);
    }

    [Theory]
    [InlineData("gnu", "")]
    [InlineData("pax", "--sparse-version=0.0")]
    [InlineData("pax", "--sparse-version=0.1")]
    [InlineData("pax", "--sparse-version=1.0")]
    public void Unpack_SparseFiles_HaveTheSameContentsAndHoles(string format, string option)
    {
        string source = _temporary.File("source");
        Directory.CreateDirectory(source);
        MakeSparse(Path.Combine(source, "few"), 3);
        MakeSparse(Path.Combine(source, "many"), 60);
        MakeSparse(Path.Combine(source, "hole"), 0);
        string archive = _temporary.File("a.tar");
        Command.Run("tar", ["--format=" + format, "--sparse", .. option.Length > 0 ? [option] : Array.Empty<string>(), "-cf", archive, "-C", source, "."]);
        Assert.True(new FileInfo(archive).Length < 1 << 20, "tar found no holes");

        string folder = Unpack(archive);
        Command.Run("diff", "-r", source, folder);
        Assert.All(["few", "many", "hole"], name => Assert.True(
            BlocksOf(Path.Combine(folder, name)) <= BlocksOf(Path.Combine(source, name)), $"{name} has lost its holes"));
    }

    [Fact]
    public void Unpack_SparseFileAsStream_HasZerosInItsHoles()
    {
        string source = _temporary.File("source");
        Directory.CreateDirectory(source);
        MakeSparse(Path.Combine(source, "few"), 3);
        string archive = _temporary.File("a.tar");
        Command.Run("tar", "--format=pax", "--sparse", "-cf", archive, "-C", source, "few");
        using FileStream stream = File.OpenRead(archive);
        var reader = new TarReader(stream);
        Assert.True(reader.Next()!.IsSparse);
        using var contents = new MemoryStream();
        reader.OpenContents().CopyTo(contents);
        Assert.Equal(File.ReadAllBytes(Path.Combine(source, "few")), contents.ToArray());
        Assert.Null(reader.Next());
    }

    [Fact]
    public void Unpack_AttributesAndCapabilities_AreTheSame()
    {
        Root.Require("file capabilities");
        string source = _temporary.File("source");
        Directory.CreateDirectory(source);
        File.WriteAllText(Path.Combine(source, "ping"), "x");
        byte[] capability = [1, 0, 0, 2, 0, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] binary = [.. Enumerable.Range(0, 256).Select(i => (byte)i), (byte)'\n', (byte)'='];
        using (FileDescriptor file = FileSystem.Open(Path.Combine(source, "ping"), OpenFlags.O_RDONLY))
        {
            Assert.Equal(Errno.None, ExtendedAttributes.Set(file, "security.capability"u8, capability));
            Assert.Equal(Errno.None, ExtendedAttributes.Set(file, "user.binary"u8, binary));
        }

        string archive = _temporary.File("a.tar");
        Command.Run("tar", "--format=pax", "--xattrs", "--xattrs-include=*", "-cf", archive, "-C", source, ".");
        using FileDescriptor unpacked = FileSystem.Open(Path.Combine(Unpack(archive), "ping"), OpenFlags.O_RDONLY);
        Assert.Equal(capability, ExtendedAttributes.TryGet(unpacked, "security.capability"u8));
        Assert.Equal(binary, ExtendedAttributes.TryGet(unpacked, "user.binary"u8));
    }

    [Fact]
    public void Next_NumbersBeyondOctal_AreRead()
    {
        string source = _temporary.File("source");
        Directory.CreateDirectory(source);
        using (FileStream huge = File.Create(Path.Combine(source, "huge")))
        {
            huge.SetLength(9L << 30);
        }

        string archive = _temporary.File("a.tar");
        foreach (string format in (string[])["gnu", "pax"])
        {
            Command.Run(
                "tar", $"--format={format}", "--sparse", "--owner=:3000000000", "--group=:4000000", "--mtime=@-1000", "-cf", archive, "-C", source, "huge");
            using FileStream stream = File.OpenRead(archive);
            TarEntry entry = new TarReader(stream).Next()!;
            Assert.Equal(
                (9L << 30, 3_000_000_000u, 4_000_000u, new FileTime(-1000)),
                (entry.SizeBytes, entry.UserId, entry.GroupId, entry.ModifiedAt));
        }
    }

    [Fact]
    public void Next_PrefixOfUstar_IsPutBeforeTheName()
    {
        TarEntry entry = ReadOne(new ArchiveBuilder().Add("name", change: block => "pre/fix"u8.CopyTo(block.AsSpan(345))));
        Assert.Equal("pre/fix/name", entry.DisplayPath);
    }

    [Fact]
    public void Next_PrefixOfStar_EndsBeforeItsTimes()
    {
        TarEntry entry = ReadOne(new ArchiveBuilder().Add("name", change: block =>
        {
            "prefix"u8.CopyTo(block.AsSpan(345));
            "00000000000 00000000000 "u8.CopyTo(block.AsSpan(476));
            "tar\0"u8.CopyTo(block.AsSpan(508));
        }));
        Assert.Equal("prefix/name", entry.DisplayPath);
    }

    [Theory]
    [InlineData('\0')]
    [InlineData('0')]
    [InlineData('7')]
    public void Next_NameWithSlashInOldArchive_IsDirectory(char type) =>
        Assert.Equal(TarEntryKind.Directory, ReadOne(new ArchiveBuilder().Add("d/", type, change: b => b.AsSpan(257, 8).Clear())).Kind);

    [Fact]
    public void Next_SizeOfLink_IsNotFollowedByContents()
    {
        var reader = new TarReader(new MemoryStream(
            new ArchiveBuilder().Add("link", '2', link: "x", size: 5000).Add("hard", '1', link: "x", size: 5000).AddFile("f").End()));
        Assert.Equal(["link", "hard", "f"], [reader.Next()!.DisplayPath, reader.Next()!.DisplayPath, reader.Next()!.DisplayPath]);
    }

    [Fact]
    public void Next_GlobalHeader_HoldsUntilAnEntryDisagrees()
    {
        var reader = new TarReader(new MemoryStream(new ArchiveBuilder()
            .AddGlobalPax("uid", "77").AddGlobalPax("comment", "x").AddFile("a").AddPax("uid", "88").AddFile("b").AddFile("c").End()));
        Assert.Equal([77u, 88u, 77u], [reader.Next()!.UserId, reader.Next()!.UserId, reader.Next()!.UserId]);
    }

    [Fact]
    public void Next_AttributeTwice_IsTheLast()
    {
        TarEntry entry = ReadOne(new ArchiveBuilder()
            .AddPax(("SCHILY.xattr.user.x", [1]), ("SCHILY.xattr.user.y", [2]), ("SCHILY.xattr.user.x", [3])).AddFile("f"));
        Assert.Equal([2, 3], entry.Attributes.Select(a => a.Value.Span[0]));
    }

    [Fact]
    public void OpenContents_AfterTheNextEntry_IsOver()
    {
        var reader = new TarReader(new MemoryStream(new ArchiveBuilder().AddFile("a", "x").AddFile("b", "y").End()));
        reader.Next();
        Stream contents = reader.OpenContents();
        reader.Next();
        Assert.Throws<InvalidOperationException>(() => contents.ReadByte());
    }

    private static TarEntry ReadOne(ArchiveBuilder archive) => new TarReader(new MemoryStream(archive.End())).Next()!;

    private static long BlocksOf(string path) =>
        long.Parse(Command.Run("stat", "-c", "%b", path), System.Globalization.CultureInfo.InvariantCulture);

    private static void MakeSparse(string path, int parts)
    {
        using FileStream file = File.Create(path);
        for (int i = 0; i < parts; i++)
        {
            file.Position = (i * 200_000L) + 65_536;
            file.Write(Encoding.ASCII.GetBytes($"part {i} {new string('x', i * 10)}"));
        }

        file.SetLength((parts * 200_000L) + 300_000);
    }

    private static string[] Listing(string folder, bool nanoseconds)
    {
        string time = nanoseconds ? "%T@" : "%Ts";
        return [.. Command.Run("find", folder, "-printf", $"%P %y %m %U %G %n %l {time}\n")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }

    private string MakeTree(bool withLongNames, bool withFifo)
    {
        string source = _temporary.File("source");
        Directory.CreateDirectory(Path.Combine(source, "d/empty"));
        string file = Path.Combine(source, "d/file");
        File.WriteAllBytes(file, [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)]);
        File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(1234567));
        File.WriteAllText(Path.Combine(source, "d/empty file"), "");
        File.WriteAllText(Path.Combine(source, "d/exactly one block"), new string('b', 512));
        File.SetUnixFileMode(file, (UnixFileMode)0b110_111_101_000);
        File.CreateSymbolicLink(Path.Combine(source, "d/link"), "../elsewhere");
        Command.Run("ln", file, Path.Combine(source, "hard"));
        if (withFifo)
        {
            Command.Run("mkfifo", Path.Combine(source, "fifo"));
        }

        if (withLongNames)
        {
            string deep = Path.Combine(source, DeepPath);
            Directory.CreateDirectory(Path.GetDirectoryName(deep)!);
            File.WriteAllText(deep, "deep");
            File.CreateSymbolicLink(Path.Combine(source, LongName), DeepPath);
            Command.Run("ln", deep, Path.Combine(source, "z" + LongName));
            File.WriteAllText(Path.Combine(source, "Grüße, 世界"), "text");
        }

        return source;
    }

    private string Unpack(string archive)
    {
        string folder = _temporary.File("layer");
        Directory.CreateDirectory(folder);
        using FileStream stream = File.OpenRead(archive);
        LayerUnpacker.Unpack(stream, folder, cancellation: TestContext.Current.CancellationToken);
        return folder;
    }
}
