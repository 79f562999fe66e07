using Caisson.Images.Archives;
using Caisson.Images.Registry;
using Caisson.Images.Store;
using Caisson.Images.Tests.Layers;
using Caisson.Images.Tests.Registry.Support;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Registry;

public sealed class PushTests
{
    private const int LargeBytes = 3 << 20;

    [Theory]
    [InlineData(1000)]
    [InlineData(LargeBytes)]
    public async Task Push_Image_IsInTheRegistryBitForBit(int fileBytes)
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(fileBytes: fileBytes);
        fixture.Add(image);

        PushResult result = await fixture.PushAsync();

        AssertPushed(fixture, image);
        Assert.Equal(("1", image.Manifest.Digest), (result.Tag, result.Target.Digest));
        Assert.Equal(fileBytes == LargeBytes ? 2 : 0, fixture.Registry.Server.Requests.Count(r => r.Method == "PATCH"));
    }

    [Fact]
    public async Task Push_Image_SaysWhatDockerSays()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1);
        fixture.Add(image);
        string id = image.DiffIds[0].Hex[..12];

        await fixture.PushAsync();

        Assert.Equal(
            [
                $"The push refers to repository [{fixture.Registry.Name().Name}]", $"{id}: Preparing", $"{id}: Pushing", $"{id}: Pushed",
                $"1: digest: {image.Manifest.Digest} size: {image.ManifestBytes.Length}",
            ],
            fixture.Lines);
    }

    [Fact]
    public async Task Push_Again_UploadsNothing()
    {
        await using RegistryFixture fixture = new();
        fixture.Add(new TestImage());
        await fixture.PushAsync();
        int before = fixture.Registry.Server.Requests.Count;
        fixture.Events.Clear();

        await fixture.PushAsync();

        Assert.DoesNotContain(fixture.Registry.Server.Lines.Skip(before), l => l.Contains("/uploads/", StringComparison.Ordinal));
        Assert.Equal(2, fixture.Events.Count(e => e.Stage == TransferStage.RemoteExists));
    }

    [Fact]
    public async Task Push_LayersOfAnotherRepository_AreMounted()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new();
        fixture.Add(image);
        await fixture.PushAsync();
        ImageReference copy = fixture.Registry.Name("team/copy");
        fixture.Store.References.Set(copy, image.Manifest with { Platform = null });

        await fixture.PushAsync(copy);

        AssertPushed(fixture, image, "team/copy");
        Assert.Equal(2, fixture.Events.Count(e => e.Status == "Mounted from some/image"));
    }

    [Fact]
    public async Task Push_InChunks_SendsTheirRanges()
    {
        await using RegistryFixture fixture = new(FakeRegistry.Options with { UploadChunkBytes = 1 << 20 });
        TestImage image = new(layers: 1, fileBytes: LargeBytes);
        fixture.Add(image);

        await fixture.PushAsync();

        AssertPushed(fixture, image);
        string[] ranges = [.. fixture.Registry.Server.Requests.Where(r => r.Method == "PATCH" && r.Body.Length > 10_000).Select(r => r["Content-Range"]!)];
        Assert.Equal(["0-1048575", "1048576-2097151"], ranges[..2]);
    }

    [Fact]
    public async Task Push_ConnectionBreaks_GoesOnWhereTheRegistryStands()
    {
        await using RegistryFixture fixture = new(FakeRegistry.Options with { UploadChunkBytes = 1 << 20 });
        TestImage image = new(layers: 1, fileBytes: LargeBytes);
        fixture.Add(image);
        int patches = 0;
        fixture.Registry.Override = request =>
            request.Method == "PATCH" && request.Body.Length == 1 << 20 && Interlocked.Increment(ref patches) == 2
                ? new TestResponse { Raw = (_, _) => Task.CompletedTask }
                : null;

        await fixture.PushAsync();

        AssertPushed(fixture, image);
        Assert.Single(fixture.Registry.Server.Requests, r => r.Method == "GET" && r.Path.Contains("/uploads/", StringComparison.Ordinal));
        Assert.Equal(2, fixture.Registry.Server.Requests.Count(r => r["Content-Range"]?.StartsWith("1048576-", StringComparison.Ordinal) == true));
    }

    // The layer's archive is made of its files, which somebody has changed.
    [Theory]
    [InlineData(20_000, null, false)]
    [InlineData(LargeBytes, null, false)]
    [InlineData(LargeBytes, 1 << 20, false)]
    [InlineData(20_000, null, true)]
    [InlineData(LargeBytes, null, true)]
    public async Task Push_DamagedLayer_IsNamedAndNeverCompleted(int fileBytes, int? chunkBytes, bool isRemoved)
    {
        await using RegistryFixture fixture = new(FakeRegistry.Options with { UploadChunkBytes = chunkBytes });
        byte[] layer = new ArchiveBuilder().Add("f", contents: new byte[fileBytes]).End();
        using MemoryStream archive = new(layer);
        ImageImporter.Import(
            fixture.Store, archive, new ImportRequest { Name = fixture.Registry.Name() }, TestContext.Current.CancellationToken);
        Digest digest = Digest.Compute(layer);
        string file = $"{fixture.Store.Folder}/layers/sha256/{digest.Hex}/fs/f";
        if (isRemoved)
        {
            File.Delete(file);
        }
        else
        {
            byte[] damaged = File.ReadAllBytes(file);
            damaged[^1] ^= 1;
            File.WriteAllBytes(file, damaged);
        }

        ImageException error = await Assert.ThrowsAsync<ImageException>(() => fixture.PushAsync());

        Assert.Equal(ImageErrorKind.DigestMismatch, error.Kind);
        Assert.StartsWith($"{digest}: was damaged in the store", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("pull, load or build the image again", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            fixture.Registry.Server.Requests, r => r.Method == "PUT" && r.Target.Contains(digest.Hex, StringComparison.Ordinal));
        Assert.False(fixture.Store.Content.Has(digest));
    }

    [Fact]
    public async Task Push_RegistryForgetsTheUpload_BeginsAnew()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1, fileBytes: LargeBytes);
        fixture.Add(image);
        int patches = 0;
        fixture.Registry.Override = request => request.Method == "PATCH" && Interlocked.Increment(ref patches) == 1
            ? TestResponse.Error(404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry")
            : null;

        await fixture.PushAsync();

        AssertPushed(fixture, image);
    }

    [Fact]
    public async Task Push_AnswerToTheLastRequestIsLost_FindsTheBlob()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1);
        fixture.Add(image);
        int puts = 0;
        fixture.Registry.Override = request =>
        {
            if (request.Method != "PUT" || !request.Path.Contains("/uploads/", StringComparison.Ordinal) || Interlocked.Increment(ref puts) > 1)
            {
                return null;
            }

            Func<TestRequest, TestResponse?> none = _ => null;
            fixture.Registry.Override = none;
            fixture.Registry.Answer(request);
            return new TestResponse { Raw = (_, _) => Task.CompletedTask };
        };

        await fixture.PushAsync();

        AssertPushed(fixture, image);
    }

    [Theory]
    [InlineData("http://storage.example/upload", "by plain HTTP, which is for this machine and insecure registries alone: refused")]
    [InlineData("gopher://storage.example/upload", "by gopher: refused")]
    public async Task Push_LocationElsewhere_IsRefused(string location, string fault)
    {
        await using RegistryFixture fixture = new();
        fixture.Add(new TestImage(layers: 1));
        fixture.Registry.Override = r => r.Method == "POST" ? new TestResponse { Status = 202, Headers = [("Location", location)] } : null;

        ImageException error = await Assert.ThrowsAsync<ImageException>(() => fixture.PushAsync());

        Assert.EndsWith(fault, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Push_Refused_SaysWhatDockerSays()
    {
        await using RegistryFixture fixture = new();
        fixture.Add(new TestImage(layers: 1));
        fixture.Registry.Override = r => r.Method == "POST" ? TestResponse.Error(403, "DENIED", "requested access to the resource is denied") : null;

        ImageException error = await Assert.ThrowsAsync<ImageException>(() => fixture.PushAsync());

        Assert.Equal((ImageErrorKind.Unauthorized, "denied: requested access to the resource is denied"), (error.Kind, error.Message));
    }

    [Fact]
    public async Task Push_NotInTheStore_SaysWhatDockerSays()
    {
        await using RegistryFixture fixture = new();

        ImageException error = await Assert.ThrowsAsync<ImageException>(() => fixture.PushAsync());

        Assert.Equal($"An image does not exist locally with the tag: {fixture.Registry.Name().FamiliarName}", error.Message);
        Assert.Empty(fixture.Registry.Server.Requests);
    }

    [Fact]
    public async Task Push_RegistryStoresAnotherManifest_IsAnError()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new();
        fixture.Add(image);
        fixture.Registry.Override = r => r.Method == "PUT" && r.Path.Contains("/manifests/", StringComparison.Ordinal)
            ? new TestResponse { Status = 201, Headers = [("Docker-Content-Digest", image.Config.Digest.ToString())] }
            : null;

        Assert.Equal(ImageErrorKind.DigestMismatch, (await Assert.ThrowsAsync<ImageException>(() => fixture.PushAsync())).Kind);
    }

    [Fact]
    public async Task Push_Index_WholeOrTheImageThatIsThere()
    {
        await using RegistryFixture fixture = new();
        TestImage arm = new("arm", platform: new Platform { Os = "linux", Architecture = "arm64" });
        TestImage amd = new("amd");
        fixture.Add(amd, fixture.Registry.Name(tag: "amd"));
        byte[] index = new ImageIndex { MediaType = MediaTypes.OciIndex, Manifests = [arm.Manifest, amd.Manifest] }.ToJson();
        Descriptor target = TestImage.Describe(index, MediaTypes.OciIndex);
        using Lease lease = fixture.Store.Leases.Begin();
        fixture.Store.Content.Add(lease, index);
        fixture.Store.References.Set(fixture.Registry.Name(), target);

        PushResult part = await fixture.PushAsync();
        Assert.Equal(amd.Manifest.Digest, part.Target.Digest);
        Assert.Contains(fixture.Lines, l => l.StartsWith("Not all multiplatform-content is present", StringComparison.Ordinal));

        fixture.Add(arm, fixture.Registry.Name(tag: "arm"));
        PushResult whole = await fixture.PushAsync();
        Assert.Equal(target.Digest, whole.Target.Digest);
        AssertPushed(fixture, arm, tag: arm.Manifest.Digest.ToString());
        Assert.Equal(index, fixture.Registry.Manifests[("some/image", "1")].Content);
    }

    private static void AssertPushed(RegistryFixture fixture, TestImage image, string repository = "some/image", string tag = "1")
    {
        foreach ((Digest digest, byte[] content) in image.Blobs)
        {
            Assert.Equal(content, fixture.Registry.Blobs[(repository, digest.ToString())]);
        }

        (string type, byte[] manifest) = fixture.Registry.Manifests[(repository, tag)];
        Assert.Equal(MediaTypes.OciManifest, type);
        Assert.Equal(image.ManifestBytes, manifest);
    }
}
