using System.Text;
using Caisson.Images.Archives;
using Caisson.Images.Layers.Compression;
using Caisson.Images.Layers.Tar;
using Caisson.Images.Store;
using Caisson.Images.Tests.Support;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Archives;

public sealed class ImageLoaderTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly ImageStore _store;

    public ImageLoaderTests() => _store = ImageStore.Open(_folder.File("store"));

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Load_DockerArchive_KeepsIdAndLayersAsTheyAre()
    {
        byte[][] layers = [SampleArchive.LargeLayer(1), SampleArchive.Layer("etc/name", "small")];

        LoadResult result = Load(SampleArchive.Docker("example/app:1.0", layers));

        Assert.Equal(["Loaded image: example/app:1.0"], result.Lines);
        StoredImage image = _store.Images.Get("example/app:1.0");
        Assert.Equal(Digest.Compute(SampleArchive.Config(layers)), image.Id);
        Assert.Equal(image.Id, Assert.Single(result.Images).Id);
        Assert.Equal(layers.Select(l => Digest.Compute(l)), image.Manifest.Layers.Select(l => l.Digest));
        Assert.All(image.Manifest.Layers, layer => Assert.Equal(MediaTypes.OciLayerTar, layer.MediaType));
        Assert.Equal("small", ReadFile(layers[1], "etc/name"));
        Assert.Equal(layers[0], _store.Content.ReadSmall(Digest.Compute(layers[0]), 1 << 20));
    }

    [Fact]
    public void Load_DockerArchiveAgain_UnpacksNothing()
    {
        byte[] archive = SampleArchive.Docker("a:b", SampleArchive.LargeLayer(1), SampleArchive.LargeLayer(2));
        Load(archive);

        // Where layers are unpacked, so that an attempt fails.
        Directory.Delete(_folder.File("store/layers/tmp"));
        Assert.Equal(["Loaded image: a:b"], Load(archive).Lines);

        Assert.Throws<Linux.LinuxException>(() => Load(SampleArchive.Docker("c:d", SampleArchive.Layer("other", new string('x', 200_000)))));
    }

    [Fact]
    public void Load_AnotherLayerOfTheSameLength_IsUnpacked()
    {
        byte[] first = SampleArchive.Layer("file", new string('1', 100_000));
        byte[] second = SampleArchive.Layer("file", new string('2', 100_000));
        Assert.Equal(first.Length, second.Length);
        Load(SampleArchive.Docker("a:1", first));

        Load(SampleArchive.Docker("a:2", second));

        Assert.Equal(new string('2', 100_000), ReadFile(second, "file"));
        Assert.Equal(new string('1', 100_000), ReadFile(first, "file"));
    }

    [Fact]
    public void Load_AnotherLayerOfTheSameLengthThatIsNotTheConfigurations_IsRefused()
    {
        byte[] first = SampleArchive.Layer("file", new string('1', 100_000));
        byte[] second = SampleArchive.Layer("file", new string('2', 100_000));
        Load(SampleArchive.Docker("a:1", first));

        ImageException error = Assert.Throws<ImageException>(() => Load(new SampleArchive()
            .Add("l.tar", second).Add("c.json", SampleArchive.Config(first))
            .Add("manifest.json", """[{"Config":"c.json","Layers":["l.tar"]}]""").Finish()));

        Assert.Equal(ImageErrorKind.DigestMismatch, error.Kind);
    }

    [Fact]
    public void Load_DockerArchiveWithCompressedLayers_KeepsTheirDigests()
    {
        byte[] tar = SampleArchive.LargeLayer(2);
        byte[] blob = SampleArchive.Gzip(tar);
        byte[] config = SampleArchive.Config(tar);
        byte[] archive = new SampleArchive().Add("layer.tar.gz", blob).Add("config.json", config)
            .Add("manifest.json", """[{"Config":"config.json","RepoTags":null,"Layers":["layer.tar.gz"]}]""").Finish();

        LoadResult result = Load(archive);

        Assert.Equal([$"Loaded image ID: {Digest.Compute(config)}"], result.Lines);
        Descriptor layer = Assert.Single(_store.Images.Get(Digest.Compute(config).Hex).Manifest.Layers);
        Assert.Equal((MediaTypes.OciLayerTarGzip, Digest.Compute(blob), (long)blob.Length), (layer.MediaType, layer.Digest, layer.Size));
        Assert.NotNull(_store.Layers.TryGet(Digest.Compute(tar)));
    }

    [Theory]
    [InlineData("""{"io.containerd.image.name":"docker.io/library/app:2","org.opencontainers.image.ref.name":"2"}""", "app:2")]
    [InlineData("""{"org.opencontainers.image.ref.name":"registry.example/a/b:c"}""", "registry.example/a/b:c")]
    [InlineData("""{"org.opencontainers.image.ref.name":"latest"}""", null)]
    [InlineData("{}", null)]
    public void Load_OciLayout_NamesWhatItsAnnotationsName(string annotations, string? name)
    {
        byte[] tar = SampleArchive.LargeLayer(3);
        byte[] config = SampleArchive.Config(tar);

        LoadResult result = Load(SampleArchive.Oci(annotations, (SampleArchive.Gzip(tar), tar)));

        Assert.Equal([name is null ? $"Loaded image ID: {Digest.Compute(config)}" : $"Loaded image: {name}"], result.Lines);
        Assert.Equal(Digest.Compute(config), Assert.Single(_store.Images.List()).Id);
        Assert.NotNull(_store.Layers.TryGet(Digest.Compute(tar)));
    }

    [Fact]
    public void Load_LayoutAndManifest_PrefersTheLayoutAndItsDigests()
    {
        byte[] tar = SampleArchive.Layer("a", "b");
        SampleArchive archive = new();
        Descriptor layer = archive.AddBlob(MediaTypes.OciLayerTar, tar);
        Descriptor config = archive.AddBlob(MediaTypes.OciConfig, SampleArchive.Config(tar));
        Descriptor manifest = archive.AddBlob(MediaTypes.OciManifest, Encoding.UTF8.GetBytes(
            $$"""{ "schemaVersion": 2, "config": {"mediaType":"{{config.MediaType}}","digest":"{{config.Digest}}","size":{{config.Size}}}, "layers": [{"mediaType":"{{layer.MediaType}}","digest":"{{layer.Digest}}","size":{{layer.Size}}}] }"""));
        archive.AddLayout(manifest).Add("manifest.json", "[]");

        LoadResult result = Load(archive.Finish());

        Assert.Equal(manifest.Digest, Assert.Single(result.Images).Target.Digest);
    }

    [Fact]
    public void Load_IndexOfOtherPlatformsToo_TakesWhatIsThere()
    {
        byte[] tar = SampleArchive.Layer("a", "b");
        SampleArchive archive = new();
        Descriptor manifest = archive.AddBlob(MediaTypes.OciManifest, new ImageManifest
        {
            MediaType = MediaTypes.OciManifest,
            Config = archive.AddBlob(MediaTypes.OciConfig, SampleArchive.Config(tar)),
            Layers = [archive.AddBlob(MediaTypes.OciLayerTar, tar)],
        }.ToJson());
        Descriptor other = manifest with { Digest = Digest.Compute("other"u8), Platform = new Platform { Os = "linux", Architecture = "s390x" } };
        Descriptor index = archive.AddBlob(MediaTypes.OciIndex, new ImageIndex
        {
            MediaType = MediaTypes.OciIndex,
            Manifests = [other, manifest with { Platform = Platform.Host }],
        }.ToJson());

        LoadResult result = Load(archive.AddLayout(index).Finish());

        LoadedImage image = Assert.Single(result.Images);
        Assert.Equal((index.Digest, Digest.Compute(SampleArchive.Config(tar))), (image.Target.Digest, image.Id));
    }

    [Fact]
    public void Load_RepositoriesOfBefore110_MakesDockersConfiguration()
    {
        byte[] below = SampleArchive.Layer("a", "1");
        byte[] above = SampleArchive.LargeLayer(4);
        byte[] archive = new SampleArchive()
            .Add("aa/json", """{"id":"aa","created":"2015-01-01T00:00:00Z","container_config":{"Cmd":["/bin/sh","-c","a > b"]},"os":"linux","architecture":"amd64"}""")
            .Add("aa/layer.tar", below)
            .Add("bb/json", """{"id":"bb","parent":"aa","created":"2015-01-02T00:00:00Z", "config": {"Cmd": ["sh"]},"os":"linux","architecture":"amd64","Size":1}""")
            .Add("bb/layer.tar", above)
            .Add("repositories", """{"old":{"1":"bb"}}""")
            .Finish();

        LoadResult result = Load(archive);

        Assert.Equal(["Loaded image: old:1"], result.Lines);
        string config =
            """{"architecture":"amd64","config":{"Cmd":["sh"]},"created":"2015-01-02T00:00:00Z","history":[{"created":"2015-01-01T00:00:00Z","created_by":"/bin/sh -c a \u003e b"},{"created":"2015-01-02T00:00:00Z"}],"os":"linux","rootfs":{"type":"layers","diff_ids":["DIGEST1","DIGEST2"]}}"""
                .Replace("DIGEST1", Digest.Compute(below).ToString(), StringComparison.Ordinal)
                .Replace("DIGEST2", Digest.Compute(above).ToString(), StringComparison.Ordinal);
        Assert.Equal(Digest.Compute(Encoding.UTF8.GetBytes(config)), Assert.Single(result.Images).Id);
    }

    [Theory]
    [InlineData(TarEntryKind.SymbolicLink, "../first/layer.tar")]
    [InlineData(TarEntryKind.SymbolicLink, "/first/layer.tar")]
    [InlineData(TarEntryKind.HardLink, "first/layer.tar")]
    public void Load_LayerThatIsALinkToAnother_IsThatOne(TarEntryKind kind, string target)
    {
        byte[] tar = SampleArchive.LargeLayer(5);
        byte[] archive = new SampleArchive()
            .Add("first/layer.tar", tar).AddLink("second/layer.tar", target, kind)
            .Add("c.json", SampleArchive.Config(tar, tar))
            .Add("manifest.json", """[{"Config":"c.json","RepoTags":["a:b"],"Layers":["first/layer.tar","second/layer.tar"]}]""")
            .Finish();

        Load(archive);

        Assert.Equal([Digest.Compute(tar), Digest.Compute(tar)], _store.Images.Get("a:b").Manifest.Layers.Select(l => l.Digest));
    }

    [Theory]
    [InlineData(CompressionKind.Gzip)]
    [InlineData(CompressionKind.Zstd)]
    public void Load_CompressedArchive_IsTheSame(CompressionKind kind)
    {
        byte[] tar = SampleArchive.LargeLayer(6);
        using MemoryStream compressed = new();
        using (Stream stream = LayerCompression.OpenCompressed(compressed, kind))
        {
            stream.Write(SampleArchive.Docker("a:b", tar));
        }

        Assert.Equal(["Loaded image: a:b"], Load(compressed.ToArray()).Lines);
    }

    [Fact]
    public void Load_ArchiveCompressedWithXz_IsTheSame()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/xz"), "xz is not installed");
        File.WriteAllBytes(_folder.File("a.tar"), SampleArchive.Docker("a:b", SampleArchive.LargeLayer(7)));
        Linux.Processes.Subprocess run = Linux.Processes.Subprocess.Run("/usr/bin/xz", ["xz", "-0", _folder.File("a.tar")], [], []);
        Assert.Equal((0, ""), (run.Status, run.Output));

        Assert.Equal(["Loaded image: a:b"], Load(File.ReadAllBytes(_folder.File("a.tar.xz"))).Lines);
    }

    [Fact]
    public void LoadFolder_UnpackedLayout_IsTheSame()
    {
        byte[] tar = SampleArchive.LargeLayer(8);
        File.WriteAllBytes(_folder.File("a.tar"), SampleArchive.Oci("""{"io.containerd.image.name":"docker.io/library/a:b"}""", (tar, tar)));
        System.Formats.Tar.TarFile.ExtractToDirectory(_folder.File("a.tar"), Directory.CreateDirectory(_folder.File("layout")).FullName, overwriteFiles: false);

        Assert.Equal(["Loaded image: a:b"], ImageLoader.LoadFolder(_store, _folder.File("layout"), TestContext.Current.CancellationToken).Lines);
    }

    [Fact]
    public void Load_NameOfAnotherImage_SaysWhatBecomesOfThat()
    {
        LoadedImage first = Assert.Single(Load(SampleArchive.Docker("a:b", SampleArchive.Layer("a", "1"))).Images);

        LoadResult second = Load(SampleArchive.Docker("a:b", SampleArchive.Layer("a", "2")));

        Assert.Equal(
            [$"The image a:b already exists, renaming the old one with ID {first.Id} to empty string", "Loaded image: a:b"], second.Lines);
        Assert.Empty(_store.Images.Get(first.Id.Hex).Names);
    }

    [Fact]
    public void Load_SameArchiveAgain_ChangesNothing()
    {
        byte[] tar = SampleArchive.LargeLayer(9);
        byte[] archive = SampleArchive.Oci("""{"io.containerd.image.name":"docker.io/library/a:b"}""", (SampleArchive.Gzip(tar), tar));
        Load(archive);
        IReadOnlyList<string> before = SampleArchive.FilesOf(_store);

        Assert.Equal(["Loaded image: a:b"], Load(archive).Lines);

        Assert.Equal(before, SampleArchive.FilesOf(_store));
    }

    [Fact]
    public void Load_LayerWasCollectedButItsBlobWasNot_UnpacksItAgain()
    {
        byte[] tar = SampleArchive.LargeLayer(10);
        byte[] archive = SampleArchive.Oci("{}", (SampleArchive.Gzip(tar), tar));
        Load(archive);
        Directory.Delete(Path.Combine(_store.Folder, "layers/sha256", Digest.Compute(tar).Hex), recursive: true);

        Load(archive);

        Assert.NotNull(_store.Layers.TryGet(Digest.Compute(tar)));
    }

    private LoadResult Load(byte[] archive)
    {
        using MemoryStream stream = new(archive, writable: false);
        return ImageLoader.Load(_store, stream, TestContext.Current.CancellationToken);
    }

    private string ReadFile(byte[] layer, string path) =>
        File.ReadAllText(Path.Combine(_store.Layers.TryGet(Digest.Compute(layer))!.Folder, path));
}
