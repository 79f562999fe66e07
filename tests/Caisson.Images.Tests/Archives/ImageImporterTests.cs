using Caisson.Images.Archives;
using Caisson.Images.Store;
using Caisson.Images.Tests.Support;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Archives;

public sealed class ImageImporterTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly ImageStore _store;

    public ImageImporterTests() => _store = ImageStore.Open(_folder.File("store"));

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Import_Root_IsAnImageOfOneLayer()
    {
        byte[] root = SampleArchive.LargeLayer(1);

        NewImage made = Import(root, new ImportRequest
        {
            Name = ImageReference.Parse("root:1"),
            Changes = ["CMD [\"/bin/sh\"]", "ENV A=b"],
            Message = "Imported from a test",
            Created = DateTimeOffset.UnixEpoch,
        });

        StoredImage image = _store.Images.Get("root:1");
        Assert.Equal(made.Id, image.Id);
        Assert.Equal([Digest.Compute(root)], image.Config.RootFs.DiffIds);
        Assert.Equal([(MediaTypes.OciLayerTar, Digest.Compute(root))], image.Manifest.Layers.Select(l => (l.MediaType, l.Digest)));
        Assert.Equal(["/bin/sh"], image.Config.Config!.Cmd);
        Assert.Equal(["A=b"], image.Config.Config.Env);
        HistoryEntry entry = Assert.Single(image.Config.History!);
        Assert.Equal(("1970-01-01T00:00:00Z", "Imported from a test"), (entry.Created, entry.Comment));
        Assert.True(File.Exists(Path.Combine(_store.Layers.TryGet(Digest.Compute(root))!.Folder, "large-1")));
    }

    [Fact]
    public void Import_CompressedRoot_StaysCompressed()
    {
        byte[] root = SampleArchive.LargeLayer(2);
        byte[] compressed = SampleArchive.Gzip(root);

        NewImage made = Import(compressed, new ImportRequest());

        StoredImage image = _store.Images.Get(made.Id.Hex);
        Assert.Equal([(MediaTypes.OciLayerTarGzip, Digest.Compute(compressed))], image.Manifest.Layers.Select(l => (l.MediaType, l.Digest)));
        Assert.Equal([Digest.Compute(root)], image.Config.RootFs.DiffIds);
        Assert.Empty(image.Names);
    }

    [Fact]
    public void Import_RootCompressedWithXz_IsStoredWithout()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/xz"), "xz is not installed");
        byte[] root = SampleArchive.LargeLayer(3);
        File.WriteAllBytes(_folder.File("root"), root);
        Assert.Equal(0, Linux.Processes.Subprocess.Run("/usr/bin/xz", ["xz", "-0", _folder.File("root")], [], []).Status);

        NewImage made = Import(File.ReadAllBytes(_folder.File("root.xz")), new ImportRequest());

        Assert.Equal([Digest.Compute(root)], _store.Images.Get(made.Id.Hex).Manifest.Layers.Select(l => l.Digest));
    }

    [Fact]
    public void Import_XzThatIsCutOff_IsRefused()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/xz"), "xz is not installed");
        File.WriteAllBytes(_folder.File("root"), SampleArchive.LargeLayer(4));
        Assert.Equal(0, Linux.Processes.Subprocess.Run("/usr/bin/xz", ["xz", "-0", _folder.File("root")], [], []).Status);

        Refuses(File.ReadAllBytes(_folder.File("root.xz"))[..100_000], new ImportRequest(), ImageErrorKind.InvalidContent);
    }

    [Fact]
    public void Import_Nothing_IsRefused() => Refuses([], new ImportRequest(), ImageErrorKind.InvalidContent);

    [Fact]
    public void Import_NoArchive_IsRefused() => Refuses(Enumerable.Repeat((byte)1, 700).ToArray(), new ImportRequest(), ImageErrorKind.InvalidContent);

    [Fact]
    public void Import_BadChange_IsRefused() =>
        Refuses(SampleArchive.Layer("a", "b"), new ImportRequest { Changes = ["RUN x"] }, ImageErrorKind.InvalidContent);

    private NewImage Import(byte[] root, ImportRequest request)
    {
        using MemoryStream stream = new(root, writable: false);
        return ImageImporter.Import(_store, stream, request, TestContext.Current.CancellationToken);
    }

    private void Refuses(byte[] root, ImportRequest request, ImageErrorKind kind)
    {
        ImageException e = Assert.Throws<ImageException>(() => Import(root, request));

        Assert.Equal(kind, e.Kind);
        Assert.DoesNotContain('\n', e.Message);
        Assert.Empty(SampleArchive.FilesOf(_store));
    }
}
