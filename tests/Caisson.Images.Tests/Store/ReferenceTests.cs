using Caisson.Images.Store;
using Caisson.Images.Tests.Support;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Store;

public sealed class ReferenceTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly ImageStore _store;
    private readonly Lease _lease;

    public ReferenceTests()
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
    public void Set_NameWithoutTag_IsLatest()
    {
        Descriptor image = SampleImage.Add(_store, _lease, "a");

        Assert.Null(_store.References.Set(ImageReference.Parse("debian"), image));

        Assert.Equal(image, _store.References.TryGet(ImageReference.Parse("docker.io/library/debian:latest")));
        Assert.Null(_store.References.TryGet(ImageReference.Parse("debian:12")));
    }

    [Fact]
    public void Set_NameOfAnotherImage_LeavesThatWithoutName()
    {
        Descriptor first = SampleImage.Add(_store, _lease, "a");
        Descriptor second = SampleImage.Add(_store, _lease, "b");
        _store.References.Set(ImageReference.Parse("x"), first);

        Assert.Equal(first, _store.References.Set(ImageReference.Parse("x"), second));

        Assert.Equal(["docker.io/library/x:latest", null], _store.References.List().Select(r => r.Name?.ToString()));
        Assert.Equal([second, first], _store.References.List().Select(r => r.Target));
        _store.References.Set(ImageReference.Parse("y"), first);
        Assert.Equal(["x:latest", "y:latest"], _store.References.List().Select(r => r.Name!.Familiar));
    }

    [Fact]
    public void Set_NameOfAnImageWithTwoNames_LeavesTheOther()
    {
        Descriptor first = SampleImage.Add(_store, _lease, "a");
        _store.References.Set(ImageReference.Parse("x"), first);
        _store.References.Set(ImageReference.Parse("y"), first);

        _store.References.Set(ImageReference.Parse("x"), SampleImage.Add(_store, _lease, "b"));

        Assert.Equal(["x:latest", "y:latest"], _store.References.List().Select(r => r.Name!.Familiar));
    }

    [Fact]
    public void AddNameless_ImageWithName_ChangesNothing()
    {
        Descriptor image = SampleImage.Add(_store, _lease, "a");
        _store.References.AddNameless(image);
        Assert.Null(Assert.Single(_store.References.List()).Name);
        _store.References.Set(ImageReference.Parse("x"), image);

        _store.References.AddNameless(image);

        Assert.Equal("x:latest", Assert.Single(_store.References.List()).Name!.Familiar);
    }

    [Fact]
    public void Set_WhatIsNoImageOrNotThere_IsRefused()
    {
        Descriptor image = SampleImage.Add(_store, _lease, "a");
        ImageReference name = ImageReference.Parse("x");
        Digest missing = Digest.Compute("x"u8);

        Assert.Equal(ImageErrorKind.NotFound, Refused(name, image with { Digest = missing }).Kind);
        Assert.Equal(ImageErrorKind.NotFound, Refused(name, image with { Size = 1 }).Kind);
        Assert.Equal(ImageErrorKind.InvalidContent, Refused(name, image with { MediaType = "text/html" }).Kind);
        Assert.Equal($"x@{missing}: cannot be the name of {image.Digest}", Refused(name.WithDigest(missing), image).Message);
        Assert.Empty(_store.References.List());
    }

    [Fact]
    public void Set_LongestName_IsKept()
    {
        ImageReference name = ImageReference.Parse($"{new string('h', 300)}.io/{new string('a', 255)}:{new string('t', 128)}");
        Descriptor image = SampleImage.Add(_store, _lease, "a");

        _store.References.Set(name, image);

        Assert.Equal(name, Assert.Single(_store.References.List()).Name);
    }

    [Fact]
    public void List_DamagedReference_SaysWhich()
    {
        _store.References.Set(ImageReference.Parse("x"), SampleImage.Add(_store, _lease, "a"));
        string path = Assert.Single(Directory.GetFiles(_folder.File("store/references")));
        File.WriteAllText(path, "{\"target\":");

        string expected = $"{path}: is damaged, and what it refers to is not known: remove it, and name the image again";
        Assert.Equal(expected, Assert.Throws<ImageException>(() => _store.References.List()).Message);
        Assert.Equal(expected, Assert.Throws<ImageException>(() => _store.Collect()).Message);
    }

    private ImageException Refused(ImageReference name, Descriptor target) =>
        Assert.Throws<ImageException>(() => _store.References.Set(name, target));
}
