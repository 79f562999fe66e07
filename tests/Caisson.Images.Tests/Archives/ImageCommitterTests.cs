using Caisson.Images.Archives;
using Caisson.Images.Store;
using Caisson.Images.Tests.Support;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Archives;

public sealed class ImageCommitterTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly ImageStore _store;
    private readonly StoredImage _parent;

    public ImageCommitterTests()
    {
        _store = ImageStore.Open(_folder.File("store"));
        using MemoryStream archive = new(SampleArchive.Docker("parent:1", SampleArchive.Layer("a", "b")), writable: false);
        ImageLoader.Load(_store, archive, TestContext.Current.CancellationToken);
        _parent = _store.Images.Get("parent:1");
        Directory.CreateDirectory(_folder.File("upper/etc"));
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Commit_ChangedContainer_IsItsImageWithALayerMore()
    {
        File.WriteAllText(_folder.File("upper/etc/new"), "text");

        NewImage made = Commit(Request() with
        {
            Name = ImageReference.Parse("child:1"),
            Author = "somebody",
            Message = "why",
            CreatedBy = "sh -c x",
            Changes = ["LABEL a=b"],
        });

        StoredImage image = _store.Images.Get("child:1");
        Assert.Equal(made.Id, image.Id);
        Assert.Equal(2, image.Manifest.Layers.Count);
        Assert.Equal(_parent.Manifest.Layers[0].Digest, image.Manifest.Layers[0].Digest);
        Assert.Equal(image.Manifest.Layers.Select(l => l.Digest), image.Config.RootFs.DiffIds);
        Assert.Equal("b", image.Config.Config!.Labels!["a"]);
        Assert.Equal(["sh"], image.Config.Config.Cmd);
        HistoryEntry entry = image.Config.History![^1];
        Assert.Equal(("somebody", "why", "sh -c x", false), (entry.Author, entry.Comment, entry.CreatedBy, entry.EmptyLayer));
        Assert.Equal("text", File.ReadAllText(Path.Combine(_store.Layers.TryGet(image.Config.RootFs.DiffIds[1])!.Folder, "etc/new")));
    }

    [Fact]
    public void Commit_Again_GivesTheSameLayer()
    {
        File.WriteAllText(_folder.File("upper/etc/new"), "text");

        NewImage first = Commit(Request());
        NewImage second = Commit(Request());

        Assert.Equal(
            _store.Images.Get(first.Id.Hex).Manifest.Layers.Select(l => l.Digest),
            _store.Images.Get(second.Id.Hex).Manifest.Layers.Select(l => l.Digest));
    }

    [Fact]
    public void Commit_NothingChanged_AddsNoLayer()
    {
        Directory.Delete(_folder.File("upper/etc"));

        NewImage made = Commit(Request());

        StoredImage image = _store.Images.Get(made.Id.Hex);
        Assert.Equal(_parent.Manifest.Layers.Select(l => l.Digest), image.Manifest.Layers.Select(l => l.Digest));
        Assert.True(image.Config.History![^1].EmptyLayer);
    }

    [Fact]
    public void Commit_HealthcheckAmongChanges_KeepsTheContainersTimes()
    {
        CommitRequest request = Request();
        NewImage made = Commit(request with
        {
            Config = request.Config with { Healthcheck = new Healthcheck { Test = ["CMD", "a"], IntervalNanoseconds = 5, Retries = 4 } },
            Changes = ["HEALTHCHECK --retries=9 CMD z"],
        });

        Healthcheck check = _store.Images.Get(made.Id.Hex).Config.Config!.Healthcheck!;
        Assert.Equal((5, 9), (check.IntervalNanoseconds, check.Retries));
        Assert.Equal(["CMD-SHELL", "z"], check.Test);
    }

    [Fact]
    public void Commit_NoParent_IsAnImageOfItsOwn()
    {
        File.WriteAllText(_folder.File("upper/etc/new"), "text");

        NewImage made = Commit(Request() with { Parent = null });

        Assert.Single(_store.Images.Get(made.Id.Hex).Manifest.Layers);
    }

    [Fact]
    public void Commit_NameThatALayerCannotHave_IsRefusedAndLeavesNothing()
    {
        File.WriteAllText(_folder.File("upper/etc/.wh.x"), "text");
        IReadOnlyList<string> before = SampleArchive.FilesOf(_store);

        ImageException e = Assert.Throws<ImageException>(() => Commit(Request()));

        Assert.Equal(ImageErrorKind.Unsupported, e.Kind);
        Assert.Equal(before, SampleArchive.FilesOf(_store));
    }

    private NewImage Commit(CommitRequest request) => ImageCommitter.Commit(_store, request, TestContext.Current.CancellationToken);

    private CommitRequest Request() => new()
    {
        UpperFolder = _folder.File("upper"),
        Parent = _parent,
        Config = _parent.Config.Config!,
    };
}
