using Caisson.Images.Store;
using Caisson.Images.Tests.Support;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Store;

/// <summary>Several processes at once, and processes that end in the middle of their work.</summary>
public sealed class ConcurrencyTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new(inMemory: true);
    private readonly ImageStore _store;

    public ConcurrencyTests() => _store = ImageStore.Open(_folder.File("store"));

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Writer_KilledInTheMiddle_IsGoneOnWith()
    {
        byte[] content = ContentTests.Bytes(300_000);
        Digest digest = Digest.Compute(content);
        using (StoreProcess other = Start("write-some", digest.ToString(), "layer", "200000"))
        {
            Assert.Equal("written", other.ReadLine());
            using Lease none = _store.Leases.Begin();
            Assert.Null(_store.Content.TryBegin(none, "layer", digest, content.Length));
            other.Kill();
        }

        using Lease lease = _store.Leases.Begin();
        using BlobWriter writer = _store.Content.TryBegin(lease, "layer", digest, content.Length)!;
        Assert.Equal(200_000, writer.Position);
        writer.Write(content.AsSpan(200_000));
        writer.Commit();

        Assert.True(_store.Content.Verify(digest));
        Assert.Empty(_store.Collect().Blobs);
    }

    [Fact]
    public void Collect_LeaseOfAKilledProcess_KeepsNothing()
    {
        Digest digest = Digest.Compute(ContentTests.Bytes(300_000));
        using (StoreProcess other = Start("write-some", digest.ToString(), "layer", "1000"))
        {
            other.ReadLine();
            _store.Collect();
            Assert.Single(Directory.GetFiles(_folder.File("store/leases")));
            other.Kill();
        }

        _store.Collect();

        Assert.Empty(Directory.GetFiles(_folder.File("store/leases")));
    }

    [Fact]
    public void Begin_SameContentInManyProcesses_IsAddedOnce()
    {
        string content = new('x', 100_000);
        StoreProcess[] others = [.. Enumerable.Range(0, 6).Select(_ => Start("add-blob", content))];
        try
        {
            Assert.Single(others.Select(o => o.ReadLine()), "added");
            Assert.All(others, o => Assert.Empty(o.WaitForExit()));
        }
        finally
        {
            Array.ForEach(others, o => o.Dispose());
        }
    }

    [Fact]
    public void Collect_WhileOthersAdd_TakesNothingFromThem()
    {
        const int Images = 25;
        StoreProcess[] adders = [Start("add-images", "a", $"{Images}"), Start("add-images", "b", $"{Images}")];
        StoreProcess[] collectors = [Start("collect", "60"), Start("collect", "60")];
        try
        {
            Assert.All(adders, a => Assert.Empty(a.WaitForExit()));
            Assert.All(collectors, c => Assert.Empty(c.WaitForExit()));
        }
        finally
        {
            Array.ForEach([.. adders, .. collectors], p => p.Dispose());
        }

        Assert.Empty(_store.Collect().Problems);
        Assert.Equal(2 * Images, _store.Images.List().Count);
        AssertWhole();
    }

    [Fact]
    public void Set_SameNameFromTwoProcesses_LosesNoImage()
    {
        string[] images;
        using (Lease lease = _store.Leases.Begin())
        {
            images =
            [
                .. Enumerable.Range(0, 4).Select(i => Convert.ToBase64String(SampleImage.Add(_store, lease, $"{i}").ToJson())),
            ];
            StoreProcess[] setters =
            [
                Start("set-reference", "x", images[0], images[1], "40"), Start("set-reference", "x", images[2], images[3], "40"),
            ];
            try
            {
                Assert.All(setters, s => Assert.Empty(s.WaitForExit()));
            }
            finally
            {
                Array.ForEach(setters, s => s.Dispose());
            }
        }

        _store.Collect();

        Assert.Equal(4, _store.Images.List().Count);
        Assert.Equal(1, _store.Images.List().Count(i => i.Names.Count == 1));
        AssertWhole();
    }

    [Fact]
    public void Remove_SameImageInTwoProcesses_SucceedsOnce()
    {
        using (Lease lease = _store.Leases.Begin())
        {
            _store.References.Set(ImageReference.Parse("x"), SampleImage.Add(_store, lease, "a"));
        }

        using StoreProcess first = Start("remove", "x");
        using StoreProcess second = Start("remove", "x");

        Assert.Equal(["NotFound", "removed"], new[] { first.ReadLine(), second.ReadLine() }.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Store_ProcessesKilledAtAnyMoment_StaysWhole()
    {
        Random random = new(1);
        for (int round = 0; round < 15; round++)
        {
            using StoreProcess other = Start("write-for-ever");
            other.ReadLine();

            // A moment of the other's work, not of the clock: it has been named so many images.
            int names = random.Next(1, 12);
            string references = _folder.File("store/references");
            DateTime before = Directory.GetLastWriteTimeUtc(references);
            for (int seen = 0; seen < names;)
            {
                DateTime now = Directory.GetLastWriteTimeUtc(references);
                seen += now != before ? 1 : 0;
                before = now;
            }

            other.Kill();
            AssertWhole();
            if (round % 5 == 4)
            {
                Assert.Empty(_store.Collect(new GarbageOptions { KeepTransfers = TimeSpan.Zero }).Problems);
                AssertWhole();
            }
        }

        Assert.NotEmpty(_store.Images.List());
        _store.Collect(new GarbageOptions { KeepTransfers = TimeSpan.Zero });
        foreach (string folder in (string[])["ingest", "leases", "layers/tmp"])
        {
            Assert.Empty(Directory.GetFileSystemEntries(_folder.File($"store/{folder}")));
        }

        Assert.All(Directory.GetFiles(_folder.File("store/references")), f => Assert.DoesNotContain('.', Path.GetFileName(f)));
    }

    private StoreProcess Start(params string[] arguments) => StoreProcess.Start([_folder.File("store"), .. arguments]);

    // Every blob has its digest, every layer its files, and every reference leads to a whole image.
    private void AssertWhole()
    {
        Assert.All(_store.Content.List(), b => Assert.True(_store.Content.Verify(b.Digest)));
        Assert.All(_store.Layers.List(), l => Assert.Equal(
            l.ToString(), File.ReadAllText(Path.Combine(_store.Layers.TryGet(l)!.Folder, "etc/name"))));
        Assert.All(_store.References.List(), r =>
        {
            StoredImage image = _store.Images.TryResolve(r.Target)!;
            Assert.All(image.Manifest.Layers, l => Assert.True(_store.Content.Has(l)));
            Assert.All(image.Config.RootFs.DiffIds, d => Assert.NotNull(_store.Layers.TryGet(d)));
        });
    }
}
