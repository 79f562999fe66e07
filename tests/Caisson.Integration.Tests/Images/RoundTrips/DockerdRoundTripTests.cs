using Caisson.Integration.Tests.Images.Support;
using Caisson.Integration.Tests.Peers;

namespace Caisson.Integration.Tests.Images.RoundTrips;

/// <summary>Images that go to Debian's dockerd and come back, and those that begin there.</summary>
[Collection(BesideDockerd.Name)]
public sealed class DockerdRoundTripTests(EngineFixture<DockerdWithRunc> fixture) : ImagesTest
{
    private const string Name = "tests/everything:1";

    private readonly HandmadeImage _image = HandmadeImage.WithEverything();
    private readonly CaissonCommand _other = new();

    private DockerdWithRunc Docker => fixture.Engine;

    /// <inheritdoc/>
    protected override void Clean()
    {
        Docker.Call("image", "rm", "--force", Name);
    }

    [Fact]
    public void Save_LoadedAndSavedByDockerd_KeepsIdAndLayers()
    {
        string archive = InFolder("oci.tar");
        string back = InFolder("back.tar");
        _image.WriteOciArchive(archive, "docker.io/" + Name);
        Caisson.Load(archive).Succeeded();

        Docker.Call("load", "--input", Caisson.Save(Name)).Succeeded();
        Assert.Equal(_image.Id, Docker.Call("image", "inspect", "--format", "{{.Id}}", Name).Succeeded().Text);
        Docker.Call("save", "--output", back, Name).Succeeded();
        _other.Load(back).Succeeded();

        Assert.Equal(_image.Id, _other.Id(Name));
        Assert.Equal(
            Docker.Call("image", "inspect", "--format", "{{json .RootFS.Layers}}", Name).Succeeded().Text,
            _other.Inspect(Name, "{{json .RootFS.Layers}}"));
        Assert.Equal(_image.DiffIds, SavedImage.Read(_other.Save(Name)).DiffIds);
    }

    [Fact]
    public void Load_ImageBuiltByDockerd_IsTheSameImageWithTheSameFiles()
    {
        string context = InFolder("context");
        Directory.CreateDirectory(context);
        File.WriteAllText(Path.Combine(context, "Dockerfile"), $"""
            FROM {ContainerEngine.Image}
            RUN echo built > /etc/built && rm /etc/group && chmod u+s /bin/busybox
            USER mia
            CMD ["sh", "-c", "<&>"]
            """);
        DateTimeOffset start = TimeProvider.System.GetUtcNow();
        Docker.Call("build", "--network", "none", "--tag", Name, context).Succeeded();
        string archive = InFolder("docker.tar");
        Docker.Call("save", "--output", archive, Name).Succeeded();

        Assert.Equal([$"Loaded image: {Name}"], Caisson.Load(archive).Succeeded().Lines);

        Assert.Equal(Docker.Call("image", "inspect", "--format", "{{.Id}}", Name).Succeeded().Text, Caisson.Id(Name));
        SavedImage original = SavedImage.Read(archive);
        SavedImage saved = SavedImage.Read(Caisson.Save(Name));
        Assert.Equal(original.ConfigBytes, saved.ConfigBytes);
        Assert.Equal(RootListing.Of(original.Unpack(), start), RootListing.Of(saved.Unpack(), start));
    }
}
