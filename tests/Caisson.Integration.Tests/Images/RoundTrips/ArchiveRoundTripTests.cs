using System.Text.Json.Nodes;
using Caisson.Integration.Tests.Images.Support;

namespace Caisson.Integration.Tests.Images.RoundTrips;

/// <summary>Archives that go out to Debian's skopeo and come back.</summary>
public sealed class ArchiveRoundTripTests : ImagesTest, IClassFixture<HostStateGuard>
{
    private const string Name = "tests/everything:1";

    private readonly HandmadeImage _image = HandmadeImage.WithEverything();
    private readonly CaissonCommand _other = new();

    [Fact]
    public void Load_OciArchive_KeepsEveryDigest()
    {
        LoadOciArchive();

        Assert.Equal(_image.Id, Caisson.Id(Name));
        Assert.Equal(_image.DiffIds, DiffIds(Caisson));
    }

    [Fact]
    public void Load_DockerArchive_KeepsIdAndLayers()
    {
        string archive = InFolder("docker.tar");
        _image.WriteDockerArchive(archive, Name);

        Assert.Equal([$"Loaded image: {Name}"], Caisson.Load(archive).Succeeded().Lines);

        Assert.Equal(_image.Id, Caisson.Id(Name));
        Assert.Equal(_image.DiffIds, DiffIds(Caisson));
    }

    [Fact]
    public void Save_AndLoadElsewhere_KeepsEveryByteOfTheDocuments()
    {
        LoadOciArchive();

        string archive = Caisson.Save(Name);
        _other.Load(archive).Succeeded();

        SavedImage saved = SavedImage.Read(archive);
        Assert.Equal(_image.ConfigBytes, saved.ConfigBytes);
        Assert.Equal([Name], saved.Names);
        Assert.Equal(_image.Id, _other.Id(Name));
        Assert.Equal(File.ReadAllBytes(archive), File.ReadAllBytes(_other.Save(Name)));
    }

    [Fact]
    public void Save_ThroughSkopeosOciArchive_KeepsTheManifestsDigest()
    {
        LoadOciArchive();
        string copy = InFolder("copy.tar");
        var skopeo = new Skopeo();

        skopeo.Copy($"oci-archive:{Caisson.Save(Name)}", $"oci-archive:{copy}:{Name}", "--preserve-digests").Succeeded();

        _other.Load(copy).Succeeded();
        Assert.Equal(_image.ManifestDigest, (string?)skopeo.Inspect($"oci-archive:{copy}", "--format", """{"d":"{{.Digest}}"}""")["d"]);
        Assert.Equal(_image.Id, _other.Id(Name));
        Assert.Equal(_image.DiffIds, DiffIds(_other));
    }

    [Fact]
    public void Save_ThroughSkopeosDockerArchive_KeepsIdAndLayers()
    {
        LoadOciArchive();
        string copy = InFolder("copy.tar");

        new Skopeo().Copy($"docker-archive:{Caisson.Save(Name)}", $"docker-archive:{copy}:{Name}").Succeeded();

        _other.Load(copy).Succeeded();
        Assert.Equal(_image.Id, _other.Id(Name));
        Assert.Equal(_image.DiffIds, DiffIds(_other));
    }

    [Fact]
    public void Load_IndexOfManyPlatforms_TakesThisMachinesImage()
    {
        var foreign = HandmadeImage.WithOneFile("another machine's");
        string archive = InFolder("index.tar");
        HandmadeImage.WriteLayout(archive, [IndexOf(foreign)], [Index(foreign), .. Blobs(foreign), .. Blobs(_image)]);

        Caisson.Load(archive).Succeeded();

        Assert.Equal(_image.Id, Caisson.Id(Name));
    }

    [Fact]
    public void Load_ImageOfBuildah_IsTheSameImage()
    {
        var buildah = new Buildah();
        string context = InFolder("context");
        Bundle.MakeRoot(Path.Combine(context, "root"));
        File.WriteAllText(Path.Combine(context, "Dockerfile"), """
            FROM scratch
            COPY root /
            RUN echo built > /etc/built && rm /etc/group && chmod u+s /bin/busybox
            ENV BY=buildah
            CMD ["sh"]
            """);
        buildah.Build(context, "tests/buildah:1");

        foreach (string kind in (string[])["oci-archive", "docker-archive"])
        {
            string archive = InFolder(kind);
            buildah.Push("tests/buildah:1", $"{kind}:{archive}:tests/buildah:1");
            string name = Caisson.Load(archive).Succeeded().Lines[^1].Split(": ", 2)[1];

            SavedImage saved = SavedImage.Read(Caisson.Save(name));
            Assert.Equal(saved.Id, Caisson.Id(name));
            Assert.Contains("BY=buildah", Caisson.Inspect(name, "{{json .Config.Env}}"), StringComparison.Ordinal);
            string root = saved.Unpack();
            Assert.Equal("built\n", File.ReadAllText(Path.Combine(root, "etc/built")));
            Assert.False(File.Exists(Path.Combine(root, "etc/group")));
            Assert.True(File.GetUnixFileMode(Path.Combine(root, "bin/busybox")).HasFlag(UnixFileMode.SetUser));
        }
    }

    [Fact]
    public void Import_OfAnExportedRoot_HasTheSameFiles()
    {
        LoadOciArchive();
        DateTimeOffset start = TimeProvider.System.GetUtcNow();
        string root = SavedImage.Read(Caisson.Save(Name)).Unpack();
        string tar = InFolder("root.tar");
        Command.Run("tar", "-C", root, "--xattrs", "--numeric-owner", "-cf", tar, ".").Succeeded();

        Caisson.Call("import", "--change", "ENV A=b", "--message", "from a root", tar, "tests/imported:1").Succeeded();

        SavedImage imported = SavedImage.Read(Caisson.Save("tests/imported:1"));
        Assert.Equal(RootListing.Of(root, start), RootListing.Of(imported.Unpack(), start));
        Assert.Equal("[\"A=b\"]", Caisson.Inspect("tests/imported:1", "{{json .Config.Env}}"));
        Assert.Single(imported.DiffIds);
    }

    private static byte[][] Blobs(HandmadeImage image) => [image.ManifestBytes, image.ConfigBytes, .. image.Layers];

    private byte[] Index(HandmadeImage foreign)
    {
        var manifests = new JsonArray();
        foreach ((HandmadeImage image, string architecture) in ((HandmadeImage, string)[])[(foreign, "s390x"), (_image, "amd64"), (foreign, "arm64")])
        {
            var descriptor = HandmadeImage.Describe(image.ManifestBytes, HandmadeImage.ManifestType);
            descriptor["platform"] = new JsonObject { ["architecture"] = architecture, ["os"] = "linux" };
            manifests.Add(descriptor);
        }

        return HandmadeImage.Bytes(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = HandmadeImage.IndexType,
            ["manifests"] = manifests,
        });
    }

    private JsonObject IndexOf(HandmadeImage foreign)
    {
        var descriptor = HandmadeImage.Describe(Index(foreign), HandmadeImage.IndexType);
        descriptor["annotations"] = new JsonObject { ["io.containerd.image.name"] = "docker.io/" + Name };
        return descriptor;
    }

    private void LoadOciArchive()
    {
        string archive = InFolder("oci.tar");
        _image.WriteOciArchive(archive, "docker.io/" + Name);
        Assert.Equal([$"Loaded image: {Name}"], Caisson.Load(archive).Succeeded().Lines);
    }

    private static string[] DiffIds(CaissonCommand caisson) =>
        [.. JsonNode.Parse(caisson.Inspect(Name, "{{json .RootFS.Layers}}"))!.AsArray().Select(d => (string)d!)];
}
