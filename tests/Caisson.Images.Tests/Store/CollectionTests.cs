using Caisson.Images.Store;
using Caisson.Images.Tests.Support;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Store;

public sealed class CollectionTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly ImageStore _store;

    public CollectionTests() => _store = ImageStore.Open(_folder.File("store"));

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Collect_ImageWithName_StaysWhole()
    {
        Descriptor image = Named("x", "a");
        Descriptor gone = Nothing("b");

        GarbageReport report = _store.Collect();

        Assert.Equal(4, report.Blobs.Count);
        Assert.Equal(2, report.Layers.Count);
        Assert.Empty(report.Problems);
        Assert.True(report.FreedBytes > 0);
        Assert.False(_store.Content.Has(gone));
        AssertWhole(image);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("store/layers/tmp")));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("store/leases")));
    }

    [Fact]
    public void Collect_LayerSharedWithAnotherImage_Stays()
    {
        using Lease lease = _store.Leases.Begin();
        Descriptor image = SampleImage.Add(_store, lease, "a");
        Descriptor index = SampleImage.AddIndex(_store, lease, image);
        _store.References.Set(ImageReference.Parse("x"), index);
        lease.Dispose();

        Assert.Empty(_store.Collect().Blobs);
        AssertWhole(image);
    }

    [Fact]
    public void Collect_LeaseOfAProcess_KeepsUntilItEnds()
    {
        Lease lease = _store.Leases.Begin();
        Descriptor image = SampleImage.Add(_store, lease, "a");
        Assert.Empty(_store.Collect().Blobs);
        AssertWhole(image);

        lease.Dispose();

        Assert.Equal(4, _store.Collect().Blobs.Count);
    }

    [Fact]
    public void Collect_LeaseOnAnImage_KeepsAllOfIt()
    {
        Descriptor image = Nothing("a");
        using (Lease lease = _store.Leases.Begin())
        {
            lease.AddImage(image.Digest);
            Assert.Empty(_store.Collect().Blobs);
            AssertWhole(image);
        }

        Assert.Equal(4, _store.Collect().Blobs.Count);
    }

    [Fact]
    public void Collect_KeptUnderAName_KeepsUntilReleased()
    {
        Digest layer = Digest.Compute("layer"u8);
        using (Lease lease = _store.Leases.Begin())
        {
            SampleImage.AddLayer(_store, lease, layer);
            _store.Leases.Keep("container-1", new LeaseContent { Layers = [layer] });
        }

        Assert.Empty(_store.Collect().Layers);
        Assert.Equal(["container-1"], _store.Leases.ListKept().Select(k => k.Name));
        Assert.Equal([layer], _store.Leases.ListKept()[0].Content.Layers);
        Assert.True(_store.Leases.Release("container-1"));
        Assert.False(_store.Leases.Release("container-1"));
        Assert.Equal([layer], _store.Collect().Layers);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData("a b")]
    [InlineData("a.new")]
    public void Keep_NameThatIsNoFileName_IsRefused(string name) => Assert.Equal(
        ImageErrorKind.InvalidReference,
        Assert.Throws<ImageException>(() => _store.Leases.Keep(name, new LeaseContent())).Kind);

    [Fact]
    public void Collect_DamagedKeptLease_RemovesNothing()
    {
        Descriptor image = Nothing("a");
        _store.Leases.Keep("c", new LeaseContent());
        File.WriteAllText(_folder.File("store/leases/kept-c"), "nonsense\n");

        Assert.Equal(
            $"{_folder.File("store/leases/kept-c")}: is damaged, and what it keeps is not known: remove it if nothing needs it",
            Assert.Throws<ImageException>(() => _store.Collect()).Message);
        Assert.True(_store.Content.Has(image));
    }

    // Were the manifest taken for walked because somebody's layer has its digest, its own layers would be lost.
    [Fact]
    public void Collect_ManifestNamedAsALayerElsewhere_StaysWhole()
    {
        using (Lease lease = _store.Leases.Begin())
        {
            Descriptor image = SampleImage.Add(_store, lease, "victim");
            byte[] manifest = new ImageManifest
            {
                MediaType = MediaTypes.OciManifest,
                Config = image with { MediaType = MediaTypes.OciConfig },
                Layers = [image with { MediaType = MediaTypes.OciLayerTar }],
            }.ToJson();
            Descriptor attacker = new()
            {
                MediaType = MediaTypes.OciManifest,
                Digest = _store.Content.Add(lease, manifest),
                Size = manifest.Length,
            };
            _store.References.Set(ImageReference.Parse("a"), attacker);
            _store.References.Set(ImageReference.Parse("z"), image);
            lease.Dispose();

            _store.Collect();

            AssertWhole(image);
        }
    }

    [Fact]
    public void Collect_NestedAndRepeatedIndexes_AreWalkedOnce()
    {
        using Lease lease = _store.Leases.Begin();
        Descriptor image = SampleImage.Add(_store, lease, "a");
        Descriptor index = image;
        for (int i = 0; i < 40; i++)
        {
            // Twice each: walked without a memory, 2^40 documents.
            index = SampleImage.AddIndex(_store, lease, index, index);
        }

        _store.References.Set(ImageReference.Parse("x"), index);
        lease.Dispose();

        Assert.Empty(_store.Collect().Blobs);
        AssertWhole(image);
        Assert.Equal(
            ImageErrorKind.LimitExceeded, Assert.Throws<ImageException>(() => _store.Images.TryResolve(index)).Kind);
        Assert.Empty(_store.Images.List());
    }

    [Fact]
    public void Collect_DamagedManifest_IsReported()
    {
        Descriptor image = Named("x", "a");
        string path = _folder.File($"store/blobs/sha256/{image.Digest.Hex}");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.AppendAllText(path, " ");

        Assert.Equal([$"{image.Digest}: is damaged, or too large for a manifest"], _store.Collect().Problems);
    }

    [Fact]
    public void Collect_TransferBrokenOff_StaysForADay()
    {
        using (Lease lease = _store.Leases.Begin())
        {
            using BlobWriter writer = _store.Content.TryBegin(lease, "a", Digest.Compute("abc"u8))!;
            writer.Write("ab"u8);
        }

        Assert.Equal(0, _store.Collect().Transfers);
        Assert.Equal(0, _store.Images.Prune(all: false).FreedBytes);
        Assert.Equal(2, _store.Images.Prune(all: true).FreedBytes);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("store/ingest")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Collect_TransferOfAKilledProcessThatNobodyCanResume_GoesAtOnce(bool isKnown)
    {
        // What a process leaves that is killed: the same files, and no lock.
        using (Lease lease = _store.Leases.Begin())
        using (BlobWriter writer = _store.Content.Begin(lease, isKnown ? Digest.Compute("abc"u8) : null))
        {
            writer.Write("ab"u8);
            Command.Run("cp", "-r", _folder.File("store/ingest"), _folder.File("left"));
        }

        Directory.Move(Assert.Single(Directory.GetDirectories(_folder.File("left"))), _folder.File("store/ingest/left"));
        Assert.Equal(1, _store.Collect().Transfers);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("store/ingest")));
    }

    [Fact]
    public void Collect_WorkUnderWay_IsNotDisturbed()
    {
        using Lease lease = _store.Leases.Begin();
        using BlobWriter writer = _store.Content.TryBegin(lease, "a")!;
        using LayerDraft draft = _store.Layers.Begin(lease);
        writer.Write("abc"u8);
        File.WriteAllText(Path.Combine(draft.Folder, "x"), "x");

        GarbageReport report = _store.Collect(new GarbageOptions { KeepTransfers = TimeSpan.Zero });

        Assert.Equal(0, report.Transfers);
        Digest digest = writer.Commit();
        UnpackedLayer layer = draft.Commit(digest, new LayerRecord(3, 1, 1));
        Assert.Equal("x", File.ReadAllText(Path.Combine(layer.Folder, "x")));
        Assert.Empty(_store.Collect().Blobs);
    }

    private void AssertWhole(Descriptor manifest)
    {
        StoredImage image = _store.Images.TryResolve(manifest)!;
        Assert.All(image.Manifest.Layers, l => Assert.True(_store.Content.Verify(l.Digest)));
        Assert.All(image.Config.RootFs.DiffIds, d => Assert.Equal(
            d.ToString(), File.ReadAllText(Path.Combine(_store.Layers.TryGet(d)!.Folder, "etc/name"))));
    }

    private Descriptor Nothing(string content)
    {
        using Lease lease = _store.Leases.Begin();
        return SampleImage.Add(_store, lease, content);
    }

    private Descriptor Named(string name, string content)
    {
        using Lease lease = _store.Leases.Begin();
        Descriptor image = SampleImage.Add(_store, lease, content);
        _store.References.Set(ImageReference.Parse(name), image);
        return image;
    }
}
