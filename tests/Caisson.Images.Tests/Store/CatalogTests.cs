using Caisson.Images.Store;
using Caisson.Images.Tests.Support;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Store;

public sealed class CatalogTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly ImageStore _store;
    private readonly Lease _lease;

    public CatalogTests()
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
    public void Get_ByNameIdPrefixOrDigest_IsTheImage()
    {
        Descriptor manifest = SampleImage.Add(_store, _lease, "a");
        Descriptor index = SampleImage.AddIndex(_store, _lease, manifest);
        Name("debian:12", index);
        Name("debian", index);
        StoredImage image = _store.Images.Get("debian:12");

        Assert.Equal(("a", index, manifest), (image.Config.Author, image.Target, image.ManifestDescriptor));
        Assert.Equal(["debian:12", "debian:latest"], image.Names.Select(n => n.Familiar));
        string[] ways =
        [
            "debian", "docker.io/library/debian:latest", image.Id.ToString(), image.Id.Hex, image.ShortId, $"sha256:{image.ShortId}",
            $"debian@{index.Digest}", $"debian@{manifest.Digest}", index.Digest.ToString(), manifest.Digest.Hex[..20],
        ];
        Assert.All(ways, w => Assert.Equal(image.Id, _store.Images.Get(w).Id));
        Assert.Equal([image.Id], _store.Images.List().Select(i => i.Id));
    }

    [Fact]
    public void Get_NothingOfThatName_SaysSo()
    {
        Name("debian", SampleImage.Add(_store, _lease, "a"));

        Assert.Equal("no such image: alpine:latest", Refused(() => _store.Images.Get("alpine")).Message);
        Assert.Equal($"no such image: debian@{Digest.Compute([])}", Refused(() => _store.Images.Get($"debian@{Digest.Compute([])}")).Message);
        Assert.Equal(
            (ImageErrorKind.InvalidReference, "invalid reference format: repository name (library/Debian) must be lowercase"),
            (Refused(() => _store.Images.Get("Debian")).Kind, Refused(() => _store.Images.Get("Debian")).Message));
    }

    [Fact]
    public void Get_BeginningOfSeveralIds_IsRefused()
    {
        for (int i = 0; i < 17; i++)
        {
            Name($"x:{i}", SampleImage.Add(_store, _lease, $"{i}", layers: 1));
        }

        // Of seventeen ids two begin alike.
        string twice = _store.Images.List().GroupBy(i => i.Id.Hex[..1]).First(g => g.Count() > 1).Key;
        Assert.Equal($"several images have ids that begin with {twice}: write more of it", Refused(() => _store.Images.Get(twice)).Message);
    }

    [Fact]
    public void Get_NameThatLooksLikeAnId_IsTheName()
    {
        Descriptor first = SampleImage.Add(_store, _lease, "a");
        Name("x", first);
        string prefix = _store.Images.Get("x").Id.Hex[..3];
        Name(prefix, SampleImage.Add(_store, _lease, "b"));

        Assert.Equal("b", _store.Images.Get(prefix).Config.Author);
    }

    [Fact]
    public void Resolve_Index_IsTheImageForThePlatform()
    {
        Descriptor arm = SampleImage.Add(_store, _lease, "arm", platform: Platform.Parse("linux/arm64"));
        Descriptor amd = SampleImage.Add(_store, _lease, "amd");
        Descriptor v3 = SampleImage.Add(_store, _lease, "v3", platform: Platform.Parse("linux/amd64/v3"));
        Descriptor missing = arm with { Digest = Digest.Compute("missing"u8), Platform = Platform.Host };
        Descriptor index = SampleImage.AddIndex(
            _store,
            _lease,
            arm with { Platform = Platform.Parse("unknown/unknown") },
            arm with { Platform = Platform.Parse("linux/arm64") },
            missing,
            v3 with { Platform = Platform.Parse("linux/amd64/v3") },
            SampleImage.AddIndex(_store, _lease, amd));

        Assert.Equal("amd", _store.Images.TryResolve(index)!.Config.Author);
        Assert.Equal("v3", _store.Images.TryResolve(index, Platform.Parse("linux/amd64/v4"))!.Config.Author);
        Assert.Equal("arm", _store.Images.TryResolve(index, Platform.Parse("linux/arm64"))!.Config.Author);

        // What is there is better than nothing: somebody has pulled it for this platform.
        Assert.Equal("arm", _store.Images.TryResolve(index, Platform.Parse("linux/s390x"))!.Config.Author);
    }

    [Fact]
    public void Resolve_ArtifactOrLoop_IsNoImage()
    {
        byte[] manifest = new ImageManifest
        {
            MediaType = MediaTypes.OciManifest,
            Config = new Descriptor { MediaType = MediaTypes.OciEmpty, Digest = _store.Content.Add(_lease, "{}"u8), Size = 2 },
        }.ToJson();
        Descriptor artifact = new()
        {
            MediaType = MediaTypes.OciManifest,
            Digest = _store.Content.Add(_lease, manifest),
            Size = manifest.Length,
        };
        Name("artifact", artifact);

        Assert.Null(_store.Images.TryResolve(artifact));
        Assert.Empty(_store.Images.List());

        // An index that says of a manifest that it is an index.
        Descriptor index = SampleImage.AddIndex(_store, _lease, artifact with { MediaType = MediaTypes.OciIndex });
        Assert.Equal(ImageErrorKind.InvalidContent, Refused(() => _store.Images.TryResolve(index)!).Kind);
    }

    [Fact]
    public void Remove_OneOfTwoNames_LeavesTheImage()
    {
        Name("x:1", SampleImage.Add(_store, _lease, "a"));
        Name("x:2", _store.References.TryGet(ImageReference.Parse("x:1"))!);

        ImageRemoval removal = _store.Images.Remove("x:1");

        Assert.Equal(["x:1"], removal.Untagged);
        Assert.Empty(removal.Deleted);
        Assert.Equal(["x:2"], _store.Images.List()[0].Names.Select(n => n.Familiar));
    }

    [Fact]
    public void Remove_LastName_DeletesImageAndLayers()
    {
        Descriptor image = SampleImage.Add(_store, _lease, "a");
        Name("x", image);
        _store.References.Set(ImageReference.Parse("x").WithDigest(image.Digest), image);
        StoredImage stored = _store.Images.Get("x");
        _lease.Dispose();

        ImageRemoval removal = _store.Images.Remove("x");

        Assert.Equal(["x:latest", $"x@{image.Digest}"], removal.Untagged);
        Assert.Equal([stored.Id, .. stored.Config.RootFs.ChainIds().Reverse()], removal.Deleted);
        Assert.True(removal.FreedBytes > 0);
        Assert.Empty(_store.Content.List());
        Assert.Empty(_store.Layers.List());
    }

    [Fact]
    public void Remove_ByIdWithNamesInSeveralPlaces_NeedsForce()
    {
        Descriptor image = SampleImage.Add(_store, _lease, "a");
        Name("x:1", image);
        Name("y:1", image);
        string id = _store.Images.Get("x:1").ShortId;

        ImageException e = Refused(() => _store.Images.Remove(id));

        Assert.Equal(
            (ImageErrorKind.Conflict, $"conflict: unable to delete {id} (must be forced) - image is referenced in multiple repositories"),
            (e.Kind, e.Message));
        Assert.Equal(["x:1", "y:1"], _store.Images.Remove(id, new ImageRemovalOptions { Force = true }).Untagged);
        Assert.Empty(_store.Images.List());
    }

    [Theory]
    [InlineData("x", false, false, "conflict: unable to remove repository reference \"x\" (must force) - container 0123456789ab is using its referenced image ID")]
    [InlineData("x", true, false, "conflict: unable to remove repository reference \"x\" (must force) - container 0123456789ab is using its referenced image ID")]
    [InlineData("ID", false, false, "conflict: unable to delete ID (must be forced) - image is being used by stopped container 0123456789ab")]
    [InlineData("ID", true, false, "conflict: unable to delete ID (cannot be forced) - image is being used by running container 0123456789ab")]
    [InlineData("ID", true, true, "conflict: unable to delete ID (cannot be forced) - image is being used by running container 0123456789ab")]
    public void Remove_ImageInUse_IsRefusedWithDockersWords(string what, bool isRunning, bool force, string message)
    {
        Name("x", SampleImage.Add(_store, _lease, "a"));
        string id = _store.Images.Get("x").ShortId;

        ImageException e = Refused(() => _store.Images.Remove(what == "ID" ? id : what, UsedBy(isRunning, force)));

        Assert.Equal((ImageErrorKind.Conflict, message.Replace("ID", id, StringComparison.Ordinal)), (e.Kind, e.Message));
        Assert.NotNull(_store.Images.TryGet("x"));
    }

    [Fact]
    public void Remove_LastNameOfARunningContainersImageByForce_LeavesItWithoutName()
    {
        Name("x", SampleImage.Add(_store, _lease, "a"));
        Digest id = _store.Images.Get("x").Id;
        _lease.Dispose();

        ImageRemoval removal = _store.Images.Remove("x", UsedBy(isRunning: true, force: true));

        Assert.Equal(["x:latest"], removal.Untagged);
        Assert.Empty(removal.Deleted);
        Assert.Equal([(id, 0)], _store.Images.List().Select(i => (i.Id, i.Names.Count)));
        Assert.Equal([id], _store.Images.Remove(id.Hex[..8]).Deleted.Take(1));
    }

    [Fact]
    public void Remove_StoppedContainersImageByForce_DeletesIt()
    {
        Name("x", SampleImage.Add(_store, _lease, "a"));

        Assert.Single(_store.Images.Remove("x", UsedBy(isRunning: false, force: true)).Deleted.Take(1));
        Assert.Empty(_store.Images.List());
    }

    [Fact]
    public void Remove_LayersOfAnotherImage_Stay()
    {
        Descriptor image = SampleImage.Add(_store, _lease, "a");
        Name("x", image);
        ImageManifest manifest = _store.Images.Get("x").Manifest;
        byte[] other = (manifest with { Annotations = new Dictionary<string, string> { ["a"] = "b" } }).ToJson();
        Name("y", new Descriptor { MediaType = MediaTypes.OciManifest, Digest = _store.Content.Add(_lease, other), Size = other.Length });
        _lease.Dispose();

        // The same configuration: one image with two names.
        Assert.Empty(_store.Images.Remove("x").Deleted);
        Assert.Equal(2, _store.Layers.List().Count);
        Assert.False(_store.Content.Has(image));
        Assert.True(_store.Content.Verify(_store.Images.Get("y").Manifest.Layers[1].Digest));
    }

    [Fact]
    public void Prune_NamelessAndUnused_AreRemoved()
    {
        Name("x", SampleImage.Add(_store, _lease, "old"));
        Name("x", SampleImage.Add(_store, _lease, "new"));
        Digest old = _store.Images.List().Single(i => i.Names.Count == 0).Id;

        Assert.Equal([old], _store.Images.Prune(all: false).Deleted.Take(1));
        Assert.Equal(["new"], _store.Images.List().Select(i => i.Config.Author));
        Assert.Empty(_store.Images.Prune(all: true, UsedBy(isRunning: false, force: false)).Deleted);
        Assert.Equal(["x:latest"], _store.Images.Prune(all: true).Untagged);
    }

    private static ImageRemovalOptions UsedBy(bool isRunning, bool force) => new()
    {
        Force = force,
        UsersOf = _ => [new ImageUser("0123456789abcdef", isRunning)],
    };

    private static ImageException Refused(Func<object> action) => Assert.Throws<ImageException>(action);

    private void Name(string name, Descriptor target) => _store.References.Set(ImageReference.Parse(name), target);
}
