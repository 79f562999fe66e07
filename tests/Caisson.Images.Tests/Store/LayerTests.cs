using System.Security.Cryptography;
using Caisson.Images.Store;
using Caisson.Images.Tests.Support;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Store;

public sealed class LayerTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly ImageStore _store;
    private readonly Lease _lease;

    public LayerTests()
    {
        _store = ImageStore.Open(_folder.File("store"));
        _lease = _store.Leases.Begin();
    }

    public void Dispose()
    {
        _lease.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Commit_Layer_IsThereWithItsSizes()
    {
        Digest diffId = Digest.Compute("a"u8);
        using LayerDraft draft = _store.Layers.Begin(_lease);
        File.WriteAllText(Path.Combine(draft.Folder, "x"), "1");
        Assert.Null(_store.Layers.TryGet(diffId));

        UnpackedLayer layer = draft.Commit(diffId, new LayerRecord(1, 2, 3));

        Assert.Equal(layer, _store.Layers.TryGet(diffId));
        Assert.Equal(new LayerRecord(1, 2, 3), layer.Sizes);
        Assert.Equal("1", File.ReadAllText(Path.Combine(layer.Folder, "x")));
        Assert.Equal([diffId], _store.Layers.List());
    }

    [Fact]
    public void Commit_LayerThatIsThere_IsTheFirstOne()
    {
        Digest diffId = Digest.Compute("a"u8);
        using LayerDraft first = _store.Layers.Begin(_lease);
        using LayerDraft second = _store.Layers.Begin(_lease);
        File.WriteAllText(Path.Combine(first.Folder, "x"), "1");
        File.WriteAllText(Path.Combine(second.Folder, "x"), "2");

        first.Commit(diffId, new LayerRecord(1, 1, 1));
        UnpackedLayer layer = second.Commit(diffId, new LayerRecord(1, 1, 1));

        Assert.Equal("1", File.ReadAllText(Path.Combine(layer.Folder, "x")));
        second.Dispose();
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("store/layers/tmp")));
    }

    [Fact]
    public void Dispose_WithoutCommit_LeavesNothing()
    {
        using (LayerDraft draft = _store.Layers.Begin(_lease))
        {
            Directory.CreateDirectory(Path.Combine(draft.Folder, "a/b/c"));
            File.CreateSymbolicLink(Path.Combine(draft.Folder, "a/link"), "/etc");
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("store/layers/tmp")));
        Assert.True(Directory.Exists("/etc"));
    }

    [Fact]
    public void Commit_Sha512_IsRefused()
    {
        using LayerDraft draft = _store.Layers.Begin(_lease);

        Assert.Equal(
            ImageErrorKind.Unsupported,
            Assert.Throws<ImageException>(() => draft.Commit(
                Digest.FromHash(HashAlgorithmName.SHA512, SHA512.HashData([])), new LayerRecord(0, 0, 0))).Kind);
    }

    [Fact]
    public void Folders_OfTheStore_AreForTheirOwnerAlone()
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal(Owner, File.GetUnixFileMode(_folder.File("store")));
        Assert.All(
            Directory.GetDirectories(_folder.File("store"), "*", SearchOption.AllDirectories),
            d => Assert.Equal(Owner, File.GetUnixFileMode(d)));
    }
}
