using System.Text;
using Caisson.Images.Archives;
using Caisson.Images.Layers.Tar;
using Caisson.Images.Store;
using Caisson.Images.Tests.Support;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Archives;

/// <summary>Archives that nobody writes by accident: each is one line that says what is wrong, and leaves nothing.</summary>
public sealed class HostileArchiveTests : IDisposable
{
    private static readonly byte[] Small = SampleArchive.Layer("a", "b");
    private static readonly byte[] Large = SampleArchive.LargeLayer(1);

    private readonly TemporaryDirectory _folder = new();
    private readonly ImageStore _store;

    public HostileArchiveTests() =>
        _store = ImageStore.Open(_folder.File("store"), new ImageLimits { ArchiveEntries = 3000, Layers = 400, LayerBytes = 8 << 20 });

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("../manifest.json")]
    [InlineData("a/../../b")]
    [InlineData("/../etc/passwd")]
    public void Load_PathThatLeadsOut_IsRefused(string path) => Refuses(
        new SampleArchive().Add(path, "x").Finish(), ImageErrorKind.InvalidContent, $"invalid archive: {path} leads out of the archive");

    [Theory]
    [InlineData("a", "../../etc/shadow")]
    [InlineData("a/b", "../../x")]
    public void Load_LinkThatLeadsOut_IsRefused(string path, string target) => Refuses(
        new SampleArchive().AddLink(path, target).Finish(),
        ImageErrorKind.InvalidContent,
        $"invalid archive: {target} leads out of the archive");

    [Theory]
    [InlineData("manifest.json", TarEntryKind.SymbolicLink)]
    [InlineData("./index.json", TarEntryKind.SymbolicLink)]
    [InlineData("/oci-layout", TarEntryKind.HardLink)]
    [InlineData("repositories", TarEntryKind.HardLink)]
    public void Load_DocumentThatIsALink_IsRefused(string path, TarEntryKind kind) => Refuses(
        new SampleArchive().AddLink(path, "other", kind).Add("other", "[]").Finish(),
        ImageErrorKind.InvalidContent,
        $"invalid archive: {Path.GetFileName(path)} is a link, and not a file");

    [Fact]
    public void Load_LinksInACircle_IsRefused() => Refuses(
        new SampleArchive().AddLink("a", "b").AddLink("b", "a").Add("manifest.json", """[{"Config":"a","Layers":[]}]""").Finish(),
        ImageErrorKind.InvalidContent,
        "invalid archive: a: more than 8 links after each other");

    [Fact]
    public void Load_Device_IsRefused() => Refuses(
        new SampleArchive().AddLink("disk", "", TarEntryKind.BlockDevice).Finish(),
        ImageErrorKind.InvalidContent,
        "invalid archive: disk is neither a file, a directory nor a link");

    [Fact]
    public void Load_Nothing_IsRefused() => Refuses(
        [],
        ImageErrorKind.InvalidContent,
        "unrecognized image format: the archive has neither index.json with oci-layout, manifest.json nor repositories");

    [Fact]
    public void Load_NoArchive_IsRefused() => Refuses(Encoding.UTF8.GetBytes(new string('x', 4096)), ImageErrorKind.InvalidContent);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_BlobWithAnotherDigest_IsRefused(bool isLarge)
    {
        byte[] blob = isLarge ? Large : Small;
        Digest other = Digest.Compute("other"u8);
        Refuses(
            new SampleArchive().Add($"blobs/sha256/{other.Hex}", blob).Finish(), ImageErrorKind.DigestMismatch, $"{other}: what");
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(300_000)]
    [InlineData(-1)]
    public void Load_CutOff_IsRefused(int bytes)
    {
        byte[] archive = SampleArchive.Docker("a:b", Large);
        Refuses(archive[..(bytes < 0 ? archive.Length - 3000 : bytes)], ImageErrorKind.InvalidContent);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(200_000)]
    public void Load_CompressedAndCutOff_IsRefused(int bytes) =>
        Refuses(SampleArchive.Gzip(SampleArchive.Docker("a:b", Large))[..bytes], ImageErrorKind.InvalidContent, "gzip: the data is cut off");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_CompressedAndRefusedInTheMiddle_EndsWhileMoreIsDecompressed(bool isXz)
    {
        Assert.SkipUnless(!isXz || File.Exists("/usr/bin/xz"), "xz is not installed");
        byte[] archive = new SampleArchive().Add("../up", "x").Add("zeros", new byte[32 << 20]).Finish();
        File.WriteAllBytes(_folder.File("a.tar"), archive);
        Command.Run(isXz ? "xz" : "gzip", isXz ? "-0" : "-1", _folder.File("a.tar"));
        byte[] compressed = File.ReadAllBytes(_folder.File(isXz ? "a.tar.xz" : "a.tar.gz"));
        for (int i = 0; i < 10; i++)
        {
            Refuses(compressed, ImageErrorKind.InvalidContent, "invalid archive: ../up leads out of the archive");
        }
    }

    [Fact]
    public void Load_LayerThatIsAnother_IsRefused() => Refuses(
        new SampleArchive().Add("l.tar", Large).Add("c.json", SampleArchive.Config(Small))
            .Add("manifest.json", """[{"Config":"c.json","Layers":["l.tar"]}]""").Finish(),
        ImageErrorKind.DigestMismatch,
        $"invalid diffID for layer 0: expected \"{Digest.Compute(Small)}\", got \"{Digest.Compute(Large)}\"");

    [Fact]
    public void Load_SmallLayerThatIsAnother_IsRefused() => Refuses(
        new SampleArchive().Add("l.tar", Small).Add("c.json", SampleArchive.Config(Large))
            .Add("manifest.json", """[{"Config":"c.json","Layers":["l.tar"]}]""").Finish(),
        ImageErrorKind.DigestMismatch);

    [Fact]
    public void Load_LayerWithFileInThePlaceOfTheRoot_IsRefused()
    {
        byte[] evil = SampleArchive.Layer("../../evil/..", new string('e', 100_000));
        Refuses(SampleArchive.Docker("a:b", evil), ImageErrorKind.InvalidContent);
        Assert.False(File.Exists(_folder.File("evil")));
    }

    [Fact]
    public void Load_LayerThatIsNoArchive_IsRefused()
    {
        byte[] text = Encoding.UTF8.GetBytes(new string('x', 100_000));
        Refuses(
            new SampleArchive().Add("l.tar", text).Add("c.json", SampleArchive.Config(text))
                .Add("manifest.json", """[{"Config":"c.json","Layers":["l.tar"]}]""").Finish(),
            ImageErrorKind.InvalidContent);
    }

    [Fact]
    public void Load_LayerThatExpandsBeyondTheLimit_IsRefused()
    {
        byte[] bomb = SampleArchive.Gzip(new byte[64 << 20]);
        byte[] layer = SampleArchive.Gzip(SampleArchive.Layer("zeros", new string('\0', 9 << 20)));
        Assert.True(bomb.Length < 1 << 20);
        Refuses(
            new SampleArchive().Add("l.tar", layer).Add("c.json", SampleArchive.Config(Large))
                .Add("manifest.json", """[{"Config":"c.json","Layers":["l.tar"]}]""").Finish(),
            ImageErrorKind.LimitExceeded);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""[{"Layers":[]}]""")]
    [InlineData("""[{"Config":5}]""")]
    [InlineData("""[{"Config":"c.json","Layers":"x"}]""")]
    [InlineData("""[""")]
    [InlineData("""[5]""")]
    public void Load_MalformedManifest_IsRefused(string manifest) => Refuses(
        new SampleArchive().Add("manifest.json", manifest).Finish(), ImageErrorKind.InvalidContent, "invalid archive: manifest.json is malformed");

    [Theory]
    [InlineData("UPPER:1", "invalid archive: manifest.json: UPPER:1: invalid reference format: repository name (library/UPPER) must be lowercase")]
    [InlineData("a", "invalid tag \"a\"")]
    public void Load_BadTag_IsRefused(string tag, string message) =>
        Refuses(SampleArchive.Docker(tag, Small), ImageErrorKind.InvalidReference, message);

    [Fact]
    public void Load_OtherSystem_IsRefused() => Refuses(
        new SampleArchive().Add("c.json", """{"os":"windows","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[]}}""")
            .Add("manifest.json", """[{"Config":"c.json","Layers":[]}]""").Finish(),
        ImageErrorKind.Unsupported,
        "cannot load windows image on linux");

    [Fact]
    public void Load_NumbersOfLayersThatDiffer_IsRefused() => Refuses(
        new SampleArchive().Add("l.tar", Small).Add("c.json", SampleArchive.Config(Small, Large))
            .Add("manifest.json", """[{"Config":"c.json","Layers":["l.tar"]}]""").Finish(),
        ImageErrorKind.InvalidContent,
        "invalid manifest, layers length mismatch: expected 1, got 2");

    [Fact]
    public void Load_ThousandsOfLayers_IsRefused()
    {
        byte[][] layers = [.. Enumerable.Repeat(Small, 2000)];
        string paths = string.Join(',', layers.Select(_ => "\"l.tar\""));
        Refuses(
            new SampleArchive().Add("l.tar", Small).Add("c.json", SampleArchive.Config(layers))
                .Add("manifest.json", $$"""[{"Config":"c.json","Layers":[{{paths}}]}]""").Finish(),
            ImageErrorKind.LimitExceeded,
            "c.json: an image of 2000 layers; the most that is accepted is 400");
    }

    [Fact]
    public void Load_ThousandsOfImages_IsRefused()
    {
        string images = string.Join(',', Enumerable.Repeat("""{"Config":"c.json","Layers":[]}""", 1001));
        Refuses(
            new SampleArchive().Add("c.json", SampleArchive.Config()).Add("manifest.json", $"[{images}]").Finish(),
            ImageErrorKind.LimitExceeded,
            "invalid archive: it has 1001 images, more than the 1000 that are loaded at once");
    }

    [Fact]
    public void Load_ThousandsOfFiles_IsRefused()
    {
        SampleArchive archive = new();
        for (int i = 0; i <= 3000; i++)
        {
            archive.Add($"f{i}", "x");
        }

        Refuses(archive.Finish(), ImageErrorKind.LimitExceeded, "invalid archive: too many files; the most that is accepted is 3000");
    }

    [Fact]
    public void Load_EnormousManifest_IsRefused() => Refuses(
        new SampleArchive().Add("manifest.json", new byte[5 << 20]).Finish(),
        ImageErrorKind.LimitExceeded,
        "invalid archive: manifest.json has 5242880 bytes; the most that is accepted is 4194304");

    [Fact]
    public void Load_BlobThatIsMissing_IsRefused()
    {
        SampleArchive archive = new();
        Descriptor layer = new() { MediaType = MediaTypes.OciLayerTar, Digest = Digest.Compute(Small), Size = Small.Length };
        Descriptor manifest = archive.AddBlob(MediaTypes.OciManifest, new ImageManifest
        {
            MediaType = MediaTypes.OciManifest,
            Config = archive.AddBlob(MediaTypes.OciConfig, SampleArchive.Config(Small)),
            Layers = [layer],
        }.ToJson());

        Refuses(archive.AddLayout(manifest).Finish(), ImageErrorKind.InvalidContent, $"invalid archive: {layer.Digest} is missing");
    }

    [Fact]
    public void Load_SizeThatIsWrong_IsRefused()
    {
        SampleArchive archive = new();
        Descriptor blob = archive.AddBlob(MediaTypes.OciManifest, Encoding.UTF8.GetBytes("{}"));

        Refuses(
            archive.AddLayout(blob with { Size = 3 }).Finish(),
            ImageErrorKind.DigestMismatch,
            $"invalid archive: {blob.Digest} has 2 bytes, where 3 are announced");
    }

    [Fact]
    public void Load_IndexesTooDeepInOneAnother_IsRefused()
    {
        SampleArchive archive = new();
        Descriptor current = archive.AddBlob(MediaTypes.OciIndex, new ImageIndex { MediaType = MediaTypes.OciIndex }.ToJson());
        for (int i = 0; i < 6; i++)
        {
            current = archive.AddBlob(MediaTypes.OciIndex, new ImageIndex { MediaType = MediaTypes.OciIndex, Manifests = [current] }.ToJson());
        }

        Refuses(archive.AddLayout(current).Finish(), ImageErrorKind.LimitExceeded);
    }

    [Fact]
    public void Load_LayoutOfAnotherVersion_IsRefused() => Refuses(
        new SampleArchive().Add("oci-layout", """{"imageLayoutVersion":"2.0.0"}""").Add("index.json", """{"schemaVersion":2,"manifests":[]}""").Finish(),
        ImageErrorKind.Unsupported);

    [Fact]
    public void Load_ManifestThatIsAnIndexToo_IsRefused()
    {
        SampleArchive archive = new();
        Descriptor both = archive.AddBlob(
            MediaTypes.OciManifest, Encoding.UTF8.GetBytes($$$"""{"schemaVersion":2,"manifests":[],"layers":[],"config":{"mediaType":"{{{MediaTypes.OciConfig}}}","digest":"{{{Digest.Compute([])}}}","size":0}}"""));

        Refuses(archive.AddLayout(both).Finish(), ImageErrorKind.InvalidContent);
    }

    [Fact]
    public void Load_LayerThatIsItsOwnParent_IsRefused() => Refuses(
        new SampleArchive().Add("aa/json", """{"id":"aa","parent":"aa"}""").Add("repositories", """{"a":{"b":"aa"}}""").Finish(),
        ImageErrorKind.InvalidContent,
        "invalid archive: layer aa is its own parent");

    [Fact]
    public void Load_SecondImageIsBad_LoadsNoneOfThem() => Refuses(
        new SampleArchive().Add("l.tar", Large).Add("c.json", SampleArchive.Config(Large))
            .Add("manifest.json", """[{"Config":"c.json","RepoTags":["a:b"],"Layers":["l.tar"]},{"Config":"none","Layers":[]}]""").Finish(),
        ImageErrorKind.InvalidContent,
        "invalid archive: manifest.json names none, which the archive does not have");

    [Fact]
    public void Load_StreamThatFails_PassesItsErrorOn()
    {
        using FailingStream stream = new(SampleArchive.Docker("a:b", Large)[..200_000]);

        Assert.Throws<IOException>(() => ImageLoader.Load(_store, stream, TestContext.Current.CancellationToken));

        Assert.Empty(SampleArchive.FilesOf(_store));
    }

    private void Refuses(byte[] archive, ImageErrorKind kind, string message = "")
    {
        using MemoryStream stream = new(archive, writable: false);

        ImageException e = Assert.Throws<ImageException>(() => ImageLoader.Load(_store, stream, TestContext.Current.CancellationToken));

        Assert.StartsWith(message, e.Message);
        Assert.Equal(kind, e.Kind);
        Assert.DoesNotContain('\n', e.Message);
        Assert.Empty(SampleArchive.FilesOf(_store));
        Assert.Empty(Directory.GetDirectories(Path.Combine(_store.Folder, "layers/tmp")));
        Assert.Empty(Directory.GetDirectories(Path.Combine(_store.Folder, "ingest")));
    }

    private sealed class FailingStream(byte[] data) : MemoryStream(data, writable: false)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer) is > 0 and var count ? count : throw new IOException("the line is dead");
    }
}
