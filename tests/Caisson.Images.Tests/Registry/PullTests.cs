using Caisson.Images.Registry;
using Caisson.Images.Tests.Registry.Support;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Registry;

public sealed class PullTests
{
    [Fact]
    public async Task Pull_Image_IsInTheStoreUnpackedAndNamed()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new();
        fixture.Registry.Add(image);

        PullResult result = await fixture.PullAsync();

        fixture.AssertHas(image);
        Assert.True(result.IsNew);
        Assert.Equal(image.Config.Digest, result.ImageId);
        Assert.Equal(image.Manifest.Digest, fixture.Store.References.TryGet(fixture.Registry.Name())?.Digest);
        string file = Path.Combine(fixture.Store.Layers.TryGet(image.DiffIds[1])!.Folder, "file-image-1");
        Assert.Equal(1000, new FileInfo(file).Length);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(fixture.Store.Folder, "ingest")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(fixture.Store.Folder, "layers/tmp")));
    }

    [Fact]
    public async Task Pull_Image_SaysWhatDockerSays()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1);
        fixture.Registry.Add(image);
        string id = image.Layers[0].Digest.Hex[..12];

        await fixture.PullAsync();

        Assert.Equal(
            [
                "1: Pulling from some/image", $"{id}: Pulling fs layer", $"{id}: Downloading", $"{id}: Verifying Checksum", $"{id}: Extracting",
                $"{id}: Download complete", $"{id}: Pull complete", $"Digest: {image.Manifest.Digest}",
                $"Status: Downloaded newer image for {fixture.Registry.Name().Familiar}",
            ],
            fixture.Lines);
        TransferEvent counted = fixture.Events.Last(e => e.Stage == TransferStage.Downloading);
        Assert.Equal((image.Layers[0].Size, image.Layers[0].Size), (counted.CurrentBytes, counted.TotalBytes));
    }

    [Fact]
    public async Task Pull_Again_AsksForTheDigestAlone()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new();
        fixture.Registry.Add(image);
        await fixture.PullAsync();
        int before = fixture.Registry.Server.Requests.Count;
        fixture.Events.Clear();

        PullResult result = await fixture.PullAsync();

        Assert.False(result.IsNew);
        Assert.Equal(["HEAD /v2/some/image/manifests/1"], fixture.Registry.Server.Lines.Skip(before));
        Assert.Equal($"Status: Image is up to date for {fixture.Registry.Name().Familiar}", fixture.Lines.Last());
    }

    [Fact]
    public async Task Pull_ImageThatIsThereByAnotherName_AsksForItsManifestAlone()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new();
        fixture.Registry.Add(image);
        fixture.Registry.Add(image, "other/image");
        await fixture.PullAsync();
        int before = fixture.Registry.Server.Requests.Count;

        await fixture.PullAsync(fixture.Registry.Name("other/image"));

        Assert.Equal(["GET /v2/other/image/manifests/1"], fixture.Registry.Server.Lines.Skip(before));
        Assert.DoesNotContain(fixture.Events, e => e.Stage == TransferStage.Exists);
    }

    [Fact]
    public async Task Pull_LayerOfAnotherImage_ExistsAlready()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1);
        byte[] config = new ImageConfig
        {
            Os = "linux",
            Architecture = "amd64",
            Author = "another",
            RootFs = new RootFs { DiffIds = [image.DiffIds[0]] },
        }.ToJson();
        Descriptor configuration = TestImage.Describe(config, MediaTypes.OciConfig);
        fixture.Registry.Add(image);
        fixture.Registry.Add(image, "other/image");
        await fixture.PullAsync();
        fixture.Registry.Blobs[("other/image", configuration.Digest.ToString())] = config;
        fixture.Registry.AddManifest(
            new ImageManifest { MediaType = MediaTypes.OciManifest, Config = configuration, Layers = [image.Layers[0]] }.ToJson(),
            MediaTypes.OciManifest,
            "other/image");

        await fixture.PullAsync(fixture.Registry.Name("other/image"));

        Assert.Single(fixture.Events, e => e.Stage == TransferStage.Exists);
    }

    [Fact]
    public async Task PullAll_TagsOnTwoPages_PullsEachAndSaysOnceHowItWent()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1);
        fixture.Registry.Add(image);
        fixture.Registry.AddManifest(image.ManifestBytes, MediaTypes.OciManifest, tag: "2");
        fixture.Registry.Override = static r => r.Target switch
        {
            "/v2/some/image/tags/list" => new TestResponse
            {
                Body = """{"tags":["1"]}"""u8.ToArray(),
                Headers = [("Link", "</v2/some/image/tags/list?last=1>; rel=\"next\"")],
            },
            "/v2/some/image/tags/list?last=1" => TestResponse.Text(200, """{"tags":["2"]}"""),
            _ => null,
        };

        IReadOnlyList<PullResult> results = await fixture.Client.PullAllAsync(
            fixture.Store, fixture.Registry.Name().WithoutVersion(), new PullOptions { Progress = fixture }, TestContext.Current.CancellationToken);

        Assert.Equal(2, results.Count);
        Assert.Equal(2, fixture.Store.References.List().Count(r => r.Name?.Tag is not null));
        Assert.Equal(2, fixture.Events.Count(e => e.Status == "Pulling from some/image"));
        Assert.Single(fixture.Events, e => e.Status.StartsWith("Status: Downloaded newer image for ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PullAll_NoSuchRepository_IsAnError()
    {
        await using RegistryFixture fixture = new();

        await Assert.ThrowsAsync<ImageException>(() => fixture.Client.PullAllAsync(
            fixture.Store, fixture.Registry.Name().WithoutVersion(), null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Pull_LayerThatLostItsFolder_IsUnpackedFromTheStore()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1);
        fixture.Registry.Add(image);
        await fixture.PullAsync(options: new PullOptions { Unpack = false });
        Assert.Null(fixture.Store.Layers.TryGet(image.DiffIds[0]));
        int before = fixture.Registry.Server.Requests.Count;

        await fixture.PullAsync();

        Assert.NotNull(fixture.Store.Layers.TryGet(image.DiffIds[0]));
        Assert.Single(fixture.Registry.Server.Lines.Skip(before));
    }

    [Fact]
    public async Task Pull_Index_TakesThePlatform()
    {
        await using RegistryFixture fixture = new();
        TestImage arm = new("arm", platform: new Platform { Os = "linux", Architecture = "arm64" });
        TestImage amd = new("amd");
        fixture.Registry.Add(arm, tag: "arm");
        fixture.Registry.Add(amd, tag: "amd");
        byte[] index = new ImageIndex { MediaType = MediaTypes.OciIndex, Manifests = [arm.Manifest, amd.Manifest] }.ToJson();
        Descriptor target = fixture.Registry.AddManifest(index, MediaTypes.OciIndex);

        PullResult result = await fixture.PullAsync();

        Assert.Equal((target.Digest, amd.Manifest.Digest), (result.Target.Digest, result.Manifest.Digest));
        fixture.AssertHas(amd);
        Assert.False(fixture.Store.Content.Has(arm.Layers[0].Digest));
        Assert.Equal(amd.Config.Digest, fixture.Store.Images.Get(fixture.Registry.Name().ToString()).Id);
    }

    [Fact]
    public async Task Pull_IndexWithoutThePlatform_SaysWhatDockerSays()
    {
        await using RegistryFixture fixture = new();
        TestImage arm = new("arm", platform: new Platform { Os = "linux", Architecture = "arm64" });
        byte[] index = new ImageIndex { MediaType = MediaTypes.OciIndex, Manifests = [arm.Manifest] }.ToJson();
        fixture.Registry.AddManifest(index, MediaTypes.OciIndex);

        ImageException error = await fixture.PullFailsAsync();

        Assert.Equal("no matching manifest for linux/amd64 in the manifest list entries", error.Message);
    }

    [Fact]
    public async Task Pull_OnePlatformThatWasNotAskedFor_IsAnErrorOnlyIfAnotherWas()
    {
        await using RegistryFixture fixture = new();
        fixture.Registry.Add(new TestImage("arm", platform: new Platform { Os = "linux", Architecture = "arm64" }));

        ImageException error = await fixture.PullFailsAsync(options: new PullOptions { Platform = Platform.Host });

        Assert.EndsWith("was found but its platform (linux/arm64) does not match the specified platform (linux/amd64)", error.Message, StringComparison.Ordinal);
        await fixture.PullAsync();
    }

    [Fact]
    public async Task Pull_ByDigest_ComparesIt()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new();
        fixture.Registry.Add(image);

        await fixture.PullAsync(fixture.Registry.Name().WithDigest(image.Manifest.Digest));
        fixture.AssertHas(image);

        TestImage other = new("other");
        fixture.Registry.Manifests[("some/image", image.Config.Digest.ToString())] = (MediaTypes.OciManifest, other.ManifestBytes);
        ImageException error = await Assert.ThrowsAsync<ImageException>(
            () => fixture.PullAsync(fixture.Registry.Name().WithDigest(image.Config.Digest)));
        Assert.Equal(ImageErrorKind.DigestMismatch, error.Kind);
    }

    [Fact]
    public async Task Pull_ManyLayers_AtMostThreeAtOnce()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 12);
        fixture.Registry.Add(image);
        int now = 0;
        int most = 0;
        Lock gate = new();
        fixture.Registry.Override = request =>
        {
            if (!request.Path.Contains("/blobs/", StringComparison.Ordinal) || request.Path.EndsWith(image.Config.Digest.ToString(), StringComparison.Ordinal))
            {
                return null;
            }

            byte[] content = fixture.Registry.Blobs[("some/image", request.Path.Split('/')[^1])];
            return new TestResponse
            {
                Length = content.Length,
                Stream = async (stream, cancellation) =>
                {
                    lock (gate)
                    {
                        most = Math.Max(most, ++now);
                    }

                    await stream.WriteAsync(content.AsMemory(0, 100), cancellation);
                    await stream.FlushAsync(cancellation);
                    await Task.Delay(20, cancellation);
                    lock (gate)
                    {
                        now--;
                    }

                    await stream.WriteAsync(content.AsMemory(100), cancellation);
                },
            };
        };

        await fixture.PullAsync();

        fixture.AssertHas(image);
        Assert.Equal(3, most);
        Assert.Contains(fixture.Events, e => e.Stage == TransferStage.Waiting);
    }

    [Fact]
    public async Task Pull_SameLayerTwice_IsFetchedOnce()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1);
        byte[] config = new ImageConfig
        {
            Os = "linux",
            Architecture = "amd64",
            RootFs = new RootFs { DiffIds = [image.DiffIds[0], image.DiffIds[0]] },
        }.ToJson();
        Descriptor configuration = TestImage.Describe(config, MediaTypes.OciConfig);
        fixture.Registry.Add(image);
        fixture.Registry.Blobs[("some/image", configuration.Digest.ToString())] = config;
        fixture.Registry.AddManifest(
            new ImageManifest
            {
                MediaType = MediaTypes.OciManifest,
                Config = configuration,
                Layers = [image.Layers[0], image.Layers[0]],
            }.ToJson(),
            MediaTypes.OciManifest);

        await fixture.PullAsync();

        Assert.Single(fixture.Registry.Server.Lines, $"GET /v2/some/image/blobs/{image.Layers[0].Digest}");
    }

    [Theory]
    [InlineData(404, "MANIFEST_UNKNOWN", "manifest unknown", "manifest for {0} not found: manifest unknown: manifest unknown")]
    [InlineData(404, "NAME_UNKNOWN", "repository name not known to registry", "repository {1} not found: name unknown: repository name not known to registry")]
    [InlineData(403, "DENIED", "requested access to the resource is denied", "pull access denied for {1}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied")]
    [InlineData(401, "UNAUTHORIZED", "authentication required", "unauthorized: authentication required")]
    public async Task Pull_Refused_SaysWhatDockerSays(int status, string code, string message, string expected)
    {
        await using RegistryFixture fixture = new();
        fixture.Registry.Override = r => r.Path.Contains("/manifests/", StringComparison.Ordinal) ? TestResponse.Error(status, code, message) : null;

        ImageException error = await fixture.PullFailsAsync();

        ImageReference name = fixture.Registry.Name();
        Assert.Equal(
            expected.Replace("{0}", name.Familiar, StringComparison.Ordinal).Replace("{1}", name.FamiliarName, StringComparison.Ordinal),
            error.Message);
    }

    [Fact]
    public async Task Pull_FromThisMachine_UsesNoProxy()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1);
        fixture.Registry.Add(image);
        await using TestServer proxy = new(_ => TestResponse.Text(502, ""));
        System.Net.IWebProxy before = HttpClient.DefaultProxy;
        try
        {
            HttpClient.DefaultProxy = new System.Net.WebProxy($"http://{proxy.Authority}/");
            await fixture.PullAsync();
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }

        fixture.AssertHas(image);
        Assert.Empty(proxy.Requests);
    }

    [Fact]
    public async Task Pull_NobodyThere_SaysSoAtOnce()
    {
        await using RegistryFixture fixture = new(FakeRegistry.Options with { FirstPause = TimeSpan.FromHours(1) });
        await fixture.Registry.DisposeAsync();

        ImageException error = await fixture.PullFailsAsync();

        Assert.Equal($"registry {fixture.Registry.Authority}: cannot be reached: connection refused", error.Message);
    }

    [Fact]
    public async Task Pull_Cancelled_LeavesNoName()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1, fileBytes: 100_000);
        fixture.Registry.Add(image);
        using CancellationTokenSource cancel = new();
        fixture.Registry.Override = request => request.Path.EndsWith(image.Layers[0].Digest.ToString(), StringComparison.Ordinal)
            ? new TestResponse
            {
                Length = image.Layers[0].Size,
                Stream = async (stream, stop) =>
                {
                    await stream.WriteAsync(image.Blobs[image.Layers[0].Digest].AsMemory(0, 50_000), stop);
                    await stream.FlushAsync(stop);
                    await cancel.CancelAsync();
                    await Task.Delay(Timeout.Infinite, stop);
                },
            }
            : null;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => fixture.Client.PullAsync(fixture.Store, fixture.Registry.Name(), null, cancel.Token));

        Assert.Empty(fixture.Store.References.List());
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(fixture.Store.Folder, "layers/tmp")));
    }
}
