using System.Text;
using System.Text.Json;
using Caisson.Images.Archives;
using Caisson.Images.Store;
using Caisson.Images.Tests.Support;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Archives;

public sealed class ImageSaverTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly ImageStore _store;
    private readonly ImageStore _other;

    public ImageSaverTests()
    {
        _store = ImageStore.Open(_folder.File("store"));
        _other = ImageStore.Open(_folder.File("other"));
    }

    public void Dispose()
    {
        _other.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Save_LoadedAndSavedAgain_HasTheSameBytes()
    {
        byte[] tar = SampleArchive.LargeLayer(1);
        Load(_store, SampleArchive.Oci("""{"io.containerd.image.name":"docker.io/library/a:1"}""", (SampleArchive.Gzip(tar), tar)));
        Load(_store, SampleArchive.Docker("example/b:2", tar, SampleArchive.Layer("x", "y")));

        byte[] first = Save(_store, "a:1", "example/b:2");
        LoadResult loaded = Load(_other, first);
        byte[] second = Save(_other, "example/b:2", "a:1");

        Assert.Equal(first, second);
        Assert.Equal(["Loaded image: a:1", "Loaded image: example/b:2"], loaded.Lines.Order());
        foreach (string name in (string[])["a:1", "example/b:2"])
        {
            StoredImage before = _store.Images.Get(name);
            StoredImage after = _other.Images.Get(name);
            Assert.Equal((before.Id, before.Target.Digest), (after.Id, after.Target.Digest));
            Assert.Equal(before.Manifest.Layers.Select(l => l.Digest), after.Manifest.Layers.Select(l => l.Digest));
        }
    }

    [Fact]
    public void Save_ReadAsDockerArchive_GivesTheSameImage()
    {
        byte[] tar = SampleArchive.LargeLayer(2);
        Digest id = Assert.Single(Load(_store, SampleArchive.Docker("a:1", tar)).Images).Id;
        Dictionary<string, byte[]> files = Unpack(Save(_store, "a:1"));
        files.Remove("index.json");
        files.Remove("oci-layout");
        SampleArchive docker = new();
        foreach ((string path, byte[] contents) in files)
        {
            docker.Add(path, contents);
        }

        LoadResult loaded = Load(_other, docker.Finish());

        Assert.Equal(["Loaded image: a:1"], loaded.Lines);
        Assert.Equal(id, Assert.Single(loaded.Images).Id);
    }

    [Fact]
    public void Save_Image_HasTheDocumentsOfBothFormats()
    {
        byte[] tar = SampleArchive.Layer("a", "b");
        LoadedImage image = Assert.Single(Load(_store, SampleArchive.Docker("registry.example:5000/a:1", tar)).Images);

        Dictionary<string, byte[]> files = Unpack(Save(_store, "registry.example:5000/a:1"));

        Assert.Equal("""{"imageLayoutVersion":"1.0.0"}""", Encoding.UTF8.GetString(files["oci-layout"]));
        Assert.Equal(
            $$"""[{"Config":"blobs/sha256/{{image.Id.Hex}}","RepoTags":["registry.example:5000/a:1"],"Layers":["blobs/sha256/{{Digest.Compute(tar).Hex}}"]}]""",
            Encoding.UTF8.GetString(files["manifest.json"]));
        Assert.Equal(
            $$$"""{"registry.example:5000/a":{"1":"{{{Digest.Compute(tar).Hex}}}"}}""", Encoding.UTF8.GetString(files["repositories"]));
        using JsonDocument index = JsonDocument.Parse(files["index.json"]);
        JsonElement entry = Assert.Single(index.RootElement.GetProperty("manifests").EnumerateArray());
        Assert.Equal(image.Target.Digest.ToString(), entry.GetProperty("digest").GetString());
        Assert.Equal(
            """{"io.containerd.image.name":"registry.example:5000/a:1","org.opencontainers.image.ref.name":"1"}""",
            entry.GetProperty("annotations").GetRawText());
    }

    [Fact]
    public void Save_NameWithoutTag_HasAllTags()
    {
        Load(_store, SampleArchive.Docker("a:1", SampleArchive.Layer("a", "1")));
        Load(_store, SampleArchive.Docker("a:2", SampleArchive.Layer("a", "2")));
        Load(_store, SampleArchive.Docker("b:1", SampleArchive.Layer("a", "3")));

        Assert.Equal(["Loaded image: a:1", "Loaded image: a:2"], Load(_other, Save(_store, "a")).Lines.Order());
    }

    [Fact]
    public void Save_Id_HasNoName()
    {
        Digest id = Assert.Single(Load(_store, SampleArchive.Docker("a:1", SampleArchive.Layer("a", "1"))).Images).Id;

        Assert.Equal([$"Loaded image ID: {id}"], Load(_other, Save(_store, id.Hex[..12])).Lines);
    }

    [Fact]
    public void Save_ImageThatIsNotThere_IsRefused()
    {
        ImageException e = Assert.Throws<ImageException>(() => Save(_store, "none:1"));

        Assert.Equal((ImageErrorKind.NotFound, "no such image: none:1"), (e.Kind, e.Message));
    }

    [Fact]
    public void Save_LayerThatIsMissing_IsRefusedBeforeAnythingIsWritten()
    {
        byte[] tar = SampleArchive.Layer("a", "1");
        Load(_store, SampleArchive.Docker("a:1", tar));
        File.Delete(Path.Combine(_store.Folder, "blobs/sha256", Digest.Compute(tar).Hex));
        using MemoryStream archive = new();

        ImageException e = Assert.Throws<ImageException>(() => ImageSaver.Save(_store, ["a:1"], archive, cancellation: TestContext.Current.CancellationToken));

        Assert.Equal(ImageErrorKind.NotFound, e.Kind);
        Assert.Equal(0, archive.Length);
    }

    private static byte[] Save(ImageStore store, params string[] images)
    {
        using MemoryStream archive = new();
        ImageSaver.Save(store, images, archive, cancellation: TestContext.Current.CancellationToken);
        return archive.ToArray();
    }

    private static LoadResult Load(ImageStore store, byte[] archive)
    {
        using MemoryStream stream = new(archive, writable: false);
        return ImageLoader.Load(store, stream, TestContext.Current.CancellationToken);
    }

    private static Dictionary<string, byte[]> Unpack(byte[] archive)
    {
        Dictionary<string, byte[]> files = [];
        using MemoryStream stream = new(archive, writable: false);
        using System.Formats.Tar.TarReader reader = new(stream);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.EntryType == System.Formats.Tar.TarEntryType.RegularFile)
            {
                using MemoryStream contents = new();
                entry.DataStream?.CopyTo(contents);
                files.Add(entry.Name, contents.ToArray());
            }
        }

        return files;
    }
}
