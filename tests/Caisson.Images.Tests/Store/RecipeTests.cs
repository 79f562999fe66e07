using System.Text;
using Caisson.Images.Archives;
using Caisson.Images.Layers.Recipes;
using Caisson.Images.Store;
using Caisson.Images.Tests.Archives;
using Caisson.Images.Tests.Layers;
using Caisson.Images.Tests.Support;
using Caisson.Linux.Files;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Store;

/// <summary>Archives that are kept with the layer that they unpack to, and not by themselves.</summary>
public sealed class RecipeTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly ImageStore _store;

    public RecipeTests() => _store = ImageStore.Open(_folder.File("store"));

    /// <summary>Archives that are hard to make again, by what is hard.</summary>
    public static TheoryData<string> Nasty => [.. Archives.Keys];

    private static Dictionary<string, Func<ArchiveBuilder>> Archives { get; } = new()
    {
        ["files of all lengths"] = () => Sizes.Aggregate(
            new ArchiveBuilder().AddDirectory("d/"), (archive, size) => archive.Add($"d/{size}", contents: Bytes(size))),
        ["empty"] = () => new ArchiveBuilder(),
        ["hard links"] = () => new ArchiveBuilder()
            .Add("a", contents: Bytes(9000)).Add("b", '1', link: "a").Add("c", '1', link: "b"),
        ["a file again"] = () => new ArchiveBuilder()
            .Add("a", contents: Bytes(9000)).Add("a", contents: Bytes(7000, 2)).Add("a", contents: Bytes(5000, 3)),
        ["a file again under a link"] = () => new ArchiveBuilder()
            .AddDirectory("real").Add("link", '2', link: "real")
            .Add("link/a", contents: Bytes(9000)).Add("real/a", contents: Bytes(8000, 2)),
        ["a linked file again"] = () => new ArchiveBuilder()
            .Add("a", contents: Bytes(9000)).Add("b", '1', link: "a").Add("a", contents: Bytes(9000, 2)).Add("b", contents: Bytes(9000, 3)),
        ["a link over a file"] = () => new ArchiveBuilder()
            .Add("a", contents: Bytes(9000)).Add("b", contents: Bytes(9000, 2)).Add("a", '1', link: "b").Add("b", '2', link: "a"),
        ["a file over a directory"] = () => new ArchiveBuilder()
            .Add("d/e/a", contents: Bytes(9000)).Add("d/b", contents: Bytes(800_000, 2)).Add("d", contents: Bytes(3000, 3)),
        ["a link over a directory"] = () => new ArchiveBuilder()
            .Add("d/a", contents: Bytes(9000)).Add("e/a", contents: Bytes(9000, 2)).Add("d", '2', link: "e").Add("d/a", contents: Bytes(9000, 3)),
        ["whiteouts"] = () => new ArchiveBuilder()
            .Add("d/a", contents: Bytes(9000)).Add("d/.wh.a", contents: Bytes(2000)).AddFile("d/.wh..wh..opq").Add(".wh..wh.plnk/x", contents: Bytes(4000)),
        ["pax"] = () => new ArchiveBuilder()
            .AddGlobalPax("comment", "everywhere").AddPax("path", new string('p', 200) + "/" + new string('q', 200))
            .Add("short", contents: Bytes(9000)).AddPax(("SCHILY.xattr.user.x", Bytes(600))).Add("b", contents: Bytes(700)),
        ["long names of GNU"] = () => new ArchiveBuilder()
            .Add("././@LongLink", 'L', Encoding.ASCII.GetBytes(new string('n', 250) + "\0")).Add("short", contents: Bytes(9000)),
        ["holes"] = () => new ArchiveBuilder()
            .AddPax(("GNU.sparse.size", "100000"u8.ToArray()), ("GNU.sparse.map", "5000,2000"u8.ToArray())).Add("holes", contents: Bytes(2000)),
        ["padding that is not zero"] = () => new ArchiveBuilder()
            .Add("a", size: 1000).Raw(Bytes(1024)).Add("b", contents: Bytes(512)),
        ["names that are not text"] = () => new ArchiveBuilder().Add("\u00ff\u0080/\n\u0001", contents: Bytes(9000)),
    };

    private static int[] Sizes => [0, 1, 511, 512, 513, 1024, 65_535, 65_536, 65_537, 262_144, 700_001];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();

        // Names that are not text are none that the base library can remove.
        DirectoryListing.RemoveTree(_folder.File("store"));
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Nasty))]
    public void Import_Archive_IsMadeAgainFromItsFiles(string what) => AssertMadeAgain(Archives[what]().End());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(17)]
    public void Import_OddTrailer_IsMadeAgain(int blocks)
    {
        byte[] archive = new ArchiveBuilder().Add("a", contents: Bytes(9000)).Cut();
        AssertMadeAgain([.. archive, .. new byte[512 * blocks]]);
        AssertMadeAgain([.. archive, .. new byte[1024 + (512 * blocks)], .. Bytes(70_000 + blocks)]);
    }

    [Theory]
    [InlineData("gnu")]
    [InlineData("pax")]
    public void Import_ArchiveOfTar_IsMadeAgain(string format)
    {
        string source = Directory.CreateDirectory(_folder.File("source")).FullName;
        foreach (int size in Sizes)
        {
            File.WriteAllBytes(Path.Combine(source, $"file-{size}"), Bytes(size));
        }

        using (FileStream holes = File.Create(Path.Combine(source, "holes")))
        {
            holes.SetLength(10_000_000);
            holes.Position = 5_000_000;
            holes.Write(Bytes(100_000));
        }

        Command.Run("ln", Path.Combine(source, "file-65536"), Path.Combine(source, "linked"));
        Command.Run("tar", "--format=" + format, "--sparse", "-cf", _folder.File("tar"), "-C", source, ".");
        AssertMadeAgain(File.ReadAllBytes(_folder.File("tar")));
    }

    [Fact]
    public void Load_Image_KeepsNoBlobOfItsLayerAndSavesIt()
    {
        byte[] layer = SampleArchive.LargeLayer(1);
        using (MemoryStream archive = new(SampleArchive.Docker("x:1", layer)))
        {
            ImageLoader.Load(_store, archive, Cancellation);
        }

        Assert.False(HasPlain(Digest.Compute(layer)));
        Assert.Equal(layer, Read(Digest.Compute(layer)));
        using MemoryStream saved = new();
        ImageSaver.Save(_store, ["x:1"], saved, cancellation: Cancellation);
        using ImageStore other = ImageStore.Open(_folder.File("other"));
        saved.Position = 0;
        ImageLoader.Load(other, saved, Cancellation);
        Assert.True(other.Content.Verify(Digest.Compute(layer)));
    }

    [Fact]
    public void Load_AgainFromAnyArchive_AddsNothing()
    {
        byte[] layer = SampleArchive.LargeLayer(1);
        Load(SampleArchive.Docker("x:1", layer));
        IReadOnlyList<string> before = SampleArchive.FilesOf(_store);
        Load(SampleArchive.Docker("x:1", layer));

        Assert.Equal(before, SampleArchive.FilesOf(_store));
    }

    [Fact]
    public void Import_ArchiveOfALayerThatIsThere_IsKeptByItself()
    {
        byte[] layer = SampleArchive.LargeLayer(1);
        Import(SampleArchive.Gzip(layer));
        Assert.False(_store.Content.Has(Digest.Compute(layer)));

        Import(layer);

        Assert.True(HasPlain(Digest.Compute(layer)));
        Assert.Equal(layer, Read(Digest.Compute(layer)));
    }

    [Fact]
    public void Load_TarThatIsNoLayer_IsKeptWhole()
    {
        byte[] broken = new ArchiveBuilder()
            .Add("a", contents: Bytes(90_000)).Add("../b", contents: Bytes(90_000, 2)).Add("c", contents: Bytes(300_000, 3)).End();
        byte[] good = SampleArchive.LargeLayer(1);
        SampleArchive archive = new();
        Descriptor config = archive.AddBlob(MediaTypes.OciConfig, SampleArchive.Config(good));
        Descriptor layer = archive.AddBlob(MediaTypes.OciLayerTar, good);
        Descriptor image = archive.AddBlob(
            MediaTypes.OciManifest,
            new ImageManifest { MediaType = MediaTypes.OciManifest, Config = config, Layers = [layer] }.ToJson());
        Descriptor other = archive.AddBlob("application/vnd.example.other", broken);
        Descriptor index = archive.AddBlob(
            MediaTypes.OciIndex,
            new ImageIndex
            {
                MediaType = MediaTypes.OciIndex,
                Manifests = [image with { Platform = Platform.Host }, other],
            }.ToJson());
        using MemoryStream stream = new(archive.AddLayout(index).Finish());

        ImageLoader.Load(_store, stream, Cancellation);

        Assert.Equal(broken, Read(other.Digest));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("store/layers/tmp")));
    }

    [Fact]
    public void OpenRead_AnyPlace_HasTheBytesThatAreThere()
    {
        byte[] archive = Archives["files of all lengths"]().End();
        Import(archive);
        using Stream stream = _store.Content.OpenRead(Digest.Compute(archive));
        Random random = new(1);
        for (int i = 0; i < 500; i++)
        {
            int start = random.Next(archive.Length + 10);
            byte[] buffer = new byte[random.Next(1, 100_000)];
            stream.Position = start;

            int count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);

            Assert.Equal(archive.AsSpan(Math.Min(start, archive.Length)).Slice(0, count), buffer.AsSpan(0, count));
            Assert.Equal(Math.Clamp(archive.Length - start, 0, buffer.Length), count);
        }
    }

    [Theory]
    [InlineData("the same length")]
    [InlineData("longer")]
    [InlineData("gone")]
    [InlineData("a fifo")]
    [InlineData("a link")]
    public void OpenVerified_FileOfTheLayerChanged_IsAnErrorAndContentIsGone(string how)
    {
        byte[] layer = SampleArchive.LargeLayer(1);
        Import(layer);
        Digest digest = Digest.Compute(layer);
        string file = Path.Combine(_store.Layers.TryGet(digest)!.Folder, "large-1");
        byte[] contents = File.ReadAllBytes(file);
        switch (how)
        {
            case "the same length":
                contents[^1] ^= 1;
                File.WriteAllBytes(file, contents);
                break;
            case "longer":
                File.AppendAllText(file, "x");
                break;
            default:
                File.Move(file, file + ".away");
                break;
        }

        if (how == "a fifo")
        {
            Command.Run("mkfifo", file);
        }
        else if (how == "a link")
        {
            File.CreateSymbolicLink(file, "large-1.away");
        }

        ImageException error = Assert.Throws<ImageException>(() =>
        {
            using Stream content = _store.Content.OpenVerified(digest);
            content.CopyTo(Stream.Null);
        });

        Assert.Equal(ImageErrorKind.DigestMismatch, error.Kind);
        Assert.StartsWith($"{digest}: was damaged in the store", error.Message, StringComparison.Ordinal);
        Assert.False(_store.Content.Has(digest));

        // Whoever brings it again has it whole, whatever has become of the files.
        Import(layer);
        Assert.Equal(layer, Read(digest));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(-1)]
    public void Has_RecipeCutShort_IsNotThere(int length)
    {
        byte[] layer = SampleArchive.LargeLayer(1);
        Import(layer);
        Digest digest = Digest.Compute(layer);
        using (FileStream recipe = new(_folder.File($"store/layers/sha256/{digest.Hex}/recipe"), FileMode.Open))
        {
            recipe.SetLength(length < 0 ? recipe.Length + length : length);
        }

        Assert.False(_store.Content.Has(digest));
        Assert.Equal(ImageErrorKind.NotFound, Assert.Throws<ImageException>(() => _store.Content.OpenRead(digest)).Kind);
        Import(layer);
        Assert.Equal(layer, Read(digest));
    }

    [Fact]
    public void OpenRead_RecipeWithAnyByteChanged_IsNeverOtherContent()
    {
        byte[] layer = new ArchiveBuilder().Add("a", contents: Bytes(600)).Add("a", contents: Bytes(700)).Add("b/c", contents: Bytes(800)).End();
        Import(layer);
        Digest digest = Digest.Compute(layer);
        string path = _folder.File($"store/layers/sha256/{digest.Hex}/recipe");
        byte[] recipe = File.ReadAllBytes(path);
        for (int i = 0; i < recipe.Length; i++)
        {
            byte[] changed = [.. recipe];
            changed[i] ^= 0xff;
            File.Delete(path);
            File.WriteAllBytes(path, changed);
            try
            {
                // What names a file that was replaced later is of no consequence.
                Assert.Equal(layer, Read(digest));
                Assert.InRange(i, RecipeFormat.HeaderBytes, recipe.Length);
            }
            catch (ImageException e)
            {
                Assert.True(e.Kind is ImageErrorKind.DigestMismatch or ImageErrorKind.NotFound);
            }
        }
    }

    [Fact]
    public void Collect_ContentAlone_KeepsItsLayer()
    {
        byte[] layer = SampleArchive.LargeLayer(1);
        Digest digest = Digest.Compute(layer);
        NewImage image = Import(layer);
        using Lease lease = _store.Leases.Begin();
        lease.AddBlob(digest);
        _store.Images.Remove(image.Id.ToString());

        _store.Collect();

        Assert.Equal(layer, Read(digest));
        lease.Dispose();
        GarbageReport report = _store.Collect();
        Assert.Equal([digest], report.Layers);
        Assert.Empty(_store.Layers.List());
        Assert.Empty(_store.Content.List());
        Assert.Empty(SampleArchive.FilesOf(_store));
    }

    [Fact]
    public void Collect_LayerAlone_DropsItsContent()
    {
        byte[] layer = SampleArchive.LargeLayer(1);
        Digest digest = Digest.Compute(layer);
        NewImage image = Import(layer);
        using Lease lease = _store.Leases.Begin();
        lease.AddLayer(digest);
        _store.Images.Remove(image.Id.ToString());

        _store.Collect();

        Assert.NotNull(_store.Layers.TryGet(digest));
        Assert.False(_store.Content.Has(digest));
    }

    [Fact]
    public void Import_ByManyAtOnceWhileOthersCollect_IsThereForAll()
    {
        byte[] layer = SampleArchive.LargeLayer(1);
        Digest digest = Digest.Compute(layer);
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, 6).Select(i => new Thread(() =>
        {
            try
            {
                using ImageStore own = ImageStore.Open(_folder.File("store"));
                for (int round = 0; round < 10; round++)
                {
                    using MemoryStream stream = new(i % 2 == 0 ? layer : SampleArchive.Gzip(layer));
                    ImageReference name = ImageReference.Parse($"x:{i}");
                    ImageImporter.Import(own, stream, new ImportRequest { Name = name });
                    Digest kept = own.Images.Get($"x:{i}").Manifest.Layers[0].Digest;
                    Assert.True(own.Content.Verify(kept));
                    Assert.NotNull(own.Layers.TryGet(digest));
                    own.Images.Remove($"x:{i}");
                    own.Collect();
                }
            }
            catch (Exception e)
            {
                failure = e;
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Null(failure);
        _store.Collect();
        Assert.Empty(SampleArchive.FilesOf(_store));
    }

    [Fact]
    public void List_Content_HasTheBytesThatAreOnTheDisk()
    {
        byte[] layer = SampleArchive.LargeLayer(1);
        Import(layer);
        Digest digest = Digest.Compute(layer);

        long recipe = new FileInfo($"{_store.Folder}/layers/sha256/{digest.Hex}/recipe").Length;
        Assert.InRange(recipe, 1, layer.Length / 10);
        Assert.Contains((digest, recipe), _store.Content.List());
        Assert.Equal(layer.Length, _store.Content.TrySize(digest));

        // A store of before can have both.
        File.WriteAllBytes($"{_store.Folder}/blobs/sha256/{digest.Hex}", layer);
        Assert.Contains((digest, recipe + layer.Length), _store.Content.List());
    }

    private static byte[] Bytes(int count, int seed = 1)
    {
        byte[] bytes = new byte[count];
        new Random((seed * 1_000_003) + count).NextBytes(bytes);
        return bytes;
    }

    private void AssertMadeAgain(byte[] archive)
    {
        Digest digest = Digest.Compute(archive);
        Import(archive);
        Assert.False(HasPlain(digest));
        Assert.Equal(archive.Length, _store.Content.TrySize(digest));
        Assert.Equal(archive, Read(digest));
        Assert.True(_store.Content.Verify(digest));
    }

    private bool HasPlain(Digest digest) => File.Exists(_folder.File($"store/blobs/sha256/{digest.Hex}"));

    private byte[] Read(Digest digest)
    {
        using Stream content = _store.Content.OpenVerified(digest);
        using MemoryStream bytes = new();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }

    private void Load(byte[] archive)
    {
        using MemoryStream stream = new(archive);
        ImageLoader.Load(_store, stream, Cancellation);
    }

    private NewImage Import(byte[] archive)
    {
        using MemoryStream stream = new(archive);
        return ImageImporter.Import(_store, stream, cancellation: Cancellation);
    }
}
