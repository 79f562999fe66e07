using System.Formats.Tar;
using Caisson.Images.Archives;
using Caisson.Images.Roots;
using Caisson.Images.Store;
using Caisson.Images.Tests.Archives;
using Caisson.Images.Tests.Layers;
using Caisson.Images.Tests.Support;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Roots;

public sealed class ImageExportTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly ImageStore _store;

    public ImageExportTests()
    {
        Root.Require("an overlay");
        _store = ImageStore.Open(_folder.File("store"));
    }

    public void Dispose()
    {
        _store?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Write_Layers_AreOneTree()
    {
        byte[] lower = new ArchiveBuilder().AddDirectory("d/", 0b010_111_101_000).AddFile("d/gone", "1").AddFile("d/kept", "2")
            .AddDirectory("old/").AddFile("old/a", "3").AddFile("link", "4").End();
        byte[] upper = new ArchiveBuilder().AddFile("d/.wh.gone").AddDirectory("d/", 0b001_111_111_111)
            .AddDirectory("old/").AddFile("old/.wh..wh..opq").AddFile("old/b", "5").Add("link", '2', link: "d/kept").End();
        Load(lower, upper);

        Assert.Equal(
            ["d/ Directory 1777", "d/kept RegularFile 644 2", "link SymbolicLink 777 -> d/kept", "old/ Directory 755", "old/b RegularFile 644 5"],
            Entries(await ExportAsync()));
    }

    [Fact]
    public async Task Write_HardLinksAcrossLayers_AreThoseOfOneFile()
    {
        byte[] lower = new ArchiveBuilder().AddFile("a", "1").Add("b", '1', link: "a").Add("c", '1', link: "a").Add("z", '1', link: "a").End();
        byte[] upper = new ArchiveBuilder().AddFile("b", "2").AddFile(".wh.a").AddFile("x", "3").Add("y", '1', link: "x").End();
        Load(lower, upper);

        Assert.Equal(
            ["b RegularFile 644 2", "c RegularFile 644 1", "x RegularFile 644 3", "y HardLink 644 -> x", "z HardLink 644 -> c"],
            Entries(await ExportAsync()));
    }

    [Fact]
    public async Task Write_OneLayerThatRemovesThings_HasNoMarks()
    {
        Load(new ArchiveBuilder().AddFile("a", "1").AddFile(".wh.b").AddDirectory("d/").AddFile("d/.wh..wh..opq").End());

        Assert.Equal(["a RegularFile 644 1", "d/ Directory 755"], Entries(await ExportAsync()));
    }

    [Fact]
    public async Task Write_NoLayers_IsAnArchiveWithoutEntries()
    {
        Load();

        Assert.Equal(new byte[1024], await ExportAsync());
    }

    // A directory that a layer does not name has no time of its own, and gets none of the clock's.
    [Fact]
    public async Task Write_ImageOfAnotherStore_IsTheSameBytes()
    {
        byte[][] layers = [new ArchiveBuilder().AddFile("not/named/file", "1").End(), new ArchiveBuilder().AddFile("e", "2").End()];
        Load(layers);
        using ImageStore other = ImageStore.Open(_folder.File("other"));
        using MemoryStream archive = new(SampleArchive.Docker("image:1", layers));
        ImageLoader.Load(other, archive, TestContext.Current.CancellationToken);

        byte[] exported = await ExportAsync();
        Assert.Equal(exported, await ExportAsync(other));
        using TarReader reader = new(new MemoryStream(exported));
        reader.GetNextEntry();
        TarEntry unnamed = reader.GetNextEntry()!;
        Assert.Equal(("not/", DateTimeOffset.UnixEpoch), (unnamed.Name, unnamed.ModificationTime));
    }

    [Fact]
    public async Task Write_LayerThatIsNotUnpacked_IsUnpackedFirst()
    {
        byte[] layer = new ArchiveBuilder().AddFile("a", "1").End();
        Load(layer);
        Directory.Delete(_folder.File($"store/layers/sha256/{Digest.Compute(layer).Hex}"), recursive: true);

        Assert.Equal(["a RegularFile 644 1"], Entries(await ExportAsync()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Write_DirectoryThatALayerOnlyImplies_IsThatOfTheLayerBelow(bool isUnpackedFirst)
    {
        byte[] upper = new ArchiveBuilder().AddFile("d/a", "1").End();
        Load(new ArchiveBuilder().AddDirectory("d/", 0b001_111_111_111).End(), upper);
        if (isUnpackedFirst)
        {
            Directory.Delete(_folder.File($"store/layers/sha256/{Digest.Compute(upper).Hex}"), recursive: true);
            using Lease lease = _store.Leases.Begin();
            _store.Content.Add(lease, upper);
        }

        Assert.Equal(["d/ Directory 1777", "d/a RegularFile 644 1"], Entries(await ExportAsync()));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("store/layers/tmp")));
    }

    [Fact]
    public async Task Write_ExportedAndImported_IsTheSameBytes()
    {
        Load(new ArchiveBuilder().AddFile("a", "1").Add("b", '1', link: "a").Add("f", '6').End(), new ArchiveBuilder().AddFile(".wh.a").End());
        byte[] exported = await ExportAsync();

        ImageImporter.Import(
            _store, new MemoryStream(exported), new ImportRequest { Name = ImageReference.Parse("flat") }, TestContext.Current.CancellationToken);

        Assert.Equal(exported, await ExportAsync(name: "flat"));
    }

    [Fact]
    public async Task Open_MissingImage_IsAnError()
    {
        ImageException e = await Assert.ThrowsAsync<ImageException>(() => ExportAsync());

        Assert.Equal(ImageErrorKind.NotFound, e.Kind);
        Assert.Empty(SampleArchive.FilesOf(_store));
    }

    private void Load(params byte[][] layers)
    {
        using MemoryStream archive = new(SampleArchive.Docker("image:1", layers));
        ImageLoader.Load(_store, archive, TestContext.Current.CancellationToken);
    }

    private async Task<byte[]> ExportAsync(ImageStore? store = null, string name = "image:1")
    {
        using ImageExport export = await ImageExport.OpenAsync(store ?? _store, name, null, TestContext.Current.CancellationToken);
        using MemoryStream archive = new();
        export.Write(archive, TestContext.Current.CancellationToken);
        return archive.ToArray();
    }

    private static string[] Entries(byte[] archive)
    {
        using TarReader reader = new(new MemoryStream(archive));
        List<string> entries = [];
        while (reader.GetNextEntry() is { } entry)
        {
            string line = $"{entry.Name} {(entry.EntryType == TarEntryType.V7RegularFile ? TarEntryType.RegularFile : entry.EntryType)} {Convert.ToString((int)entry.Mode, 8)}";
            line += entry.LinkName.Length > 0 ? $" -> {entry.LinkName}" : "";
            line += entry.DataStream is { } data ? $" {new StreamReader(data).ReadToEnd()}" : "";
            entries.Add(line);
        }

        return [.. entries];
    }
}
