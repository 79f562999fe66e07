using System.Net;
using System.Text;
using Caisson.Images.Registry;
using Caisson.Images.Registry.Credentials;
using Caisson.Images.Registry.Endpoints;
using Caisson.Images.Store;
using Caisson.Images.Tests.Registry.Support;
using Caisson.Images.Tests.Support;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Registry;

public sealed class HostileRegistryTests
{
    [Fact]
    public async Task Redirect_ToAnotherServer_GetsNoCredentials()
    {
        await using FakeRegistry storage = new();
        await using RegistryFixture fixture = new(credentials: new RegistryCredentials { Username = "user", Password = "word" });
        fixture.Registry.IsAuthorized = r => r["Authorization"] == FakeRegistry.Basic("user:word");
        TestImage image = new();
        fixture.Registry.Add(image);
        storage.Add(image);
        fixture.Registry.Override = r => r.Path.Contains("/blobs/", StringComparison.Ordinal) ? TestResponse.Redirect($"http://{storage.Authority}{r.Path}") : null;

        await fixture.PullAsync();

        fixture.AssertHas(image);
        Assert.NotEmpty(storage.Server.Requests);
        Assert.All(storage.Server.Requests, r => Assert.Null(r["Authorization"]));
    }

    [Fact]
    public async Task Redirect_OtherServerAsksForCredentials_GetsNone()
    {
        await using FakeRegistry storage = new() { IsAuthorized = _ => false };
        await using RegistryFixture fixture = new(credentials: new RegistryCredentials { Username = "user", Password = "word" });
        fixture.Registry.Override = r => r.Path.Contains("/manifests/", StringComparison.Ordinal) ? TestResponse.Redirect($"http://{storage.Authority}{r.Path}") : null;

        Assert.Equal(ImageErrorKind.Unauthorized, (await fixture.PullFailsAsync()).Kind);

        Assert.Single(storage.Server.Requests, r => r["Authorization"] is null);
    }

    [Theory]
    [InlineData("/v2/some/image/manifests/1", "redirects more than 10 times in a row")]
    [InlineData("http://storage.example/x", "sends its client to storage.example by plain HTTP, which is for this machine and insecure registries alone: refused")]
    [InlineData("file:///etc/passwd", "by file: refused")]
    [InlineData("ftp://storage.example/x", "sends its client to storage.example by ftp: refused")]
    [InlineData("https://user:word@storage.example/x", "sends its client to storage.example with credentials in the URL: refused")]
    [InlineData("http://[", "answers 307 Temporary Redirect without a Location that is a URL")]
    [InlineData("", "answers 307 Temporary Redirect without a Location that is a URL")]
    public async Task Redirect_WhereItMustNot_IsRefused(string location, string fault)
    {
        await using RegistryFixture fixture = new();
        fixture.Registry.Override = r => r.Path.Contains("/manifests/", StringComparison.Ordinal) ? TestResponse.Redirect(location) : null;

        ImageException error = await fixture.PullFailsAsync();

        Assert.Equal(ImageErrorKind.InvalidContent, error.Kind);
        Assert.EndsWith(fault, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task Redirect_FromTheInternetToThisMachine_IsRefused(string host)
    {
        await using FakeRegistry inside = new();
        await using FakeRegistry registry = new("127.0.0.2");
        using TemporaryDirectory directory = new();
        using var store = ImageStore.Open(directory.File("store"));
        string port = inside.Authority.Split(':')[1];
        registry.Override = r => r.Path.Contains("/manifests/", StringComparison.Ordinal) ? TestResponse.Redirect($"http://{host}:{port}{r.Path}") : null;

        // 127.0.0.2 stands for the internet.
        using RegistryClient client = new(FakeRegistry.Options, NoCredentials.Instance, Scope);
        ImageException error = await Assert.ThrowsAsync<ImageException>(
            () => client.PullAsync(store, registry.Name(), null, TestContext.Current.CancellationToken));

        Assert.EndsWith("which is an address of this machine or of its local network: refused", error.Message, StringComparison.Ordinal);
        Assert.Empty(inside.Server.Requests);
    }

    [Fact]
    public async Task TokenService_OnThisMachineForTheInternet_IsRefused()
    {
        await using TestServer inside = new(_ => TestResponse.Text(200, """{"token":"t"}"""));
        await using FakeRegistry registry = new("127.0.0.2")
        {
            IsAuthorized = _ => false,
            Challenge = $"Bearer realm=\"http://{inside.Authority}/\"",
        };
        using RegistryClient client = new(FakeRegistry.Options, NoCredentials.Instance, Scope);

        ImageException error = await Assert.ThrowsAsync<ImageException>(
            () => client.InspectAsync(registry.Name(), TestContext.Current.CancellationToken));

        Assert.EndsWith("refused", error.Message, StringComparison.Ordinal);
        Assert.Empty(inside.Requests);
    }

    [Theory]
    [InlineData("text/html", "<html>Log in to the hotel's network</html>", "has sent text/html, not a manifest")]
    [InlineData("application/json", "<html>", "has sent a bad manifest")]
    [InlineData("application/json", "[]", "has sent a bad manifest")]
    [InlineData("", "{}", "has sent a bad manifest")]
    [InlineData("application/vnd.oci.image.index.v1+json", """{"schemaVersion":2,"config":{},"layers":[],"manifests":[]}""", "has sent a bad manifest")]
    [InlineData("application/vnd.docker.distribution.manifest.v1+prettyjws", "{}", "is in Docker's format of before 2016 (schema 1), which is not supported: push it again with a newer client")]
    [InlineData("application/vnd.oci.image.layer.v1.tar+gzip", "{}", "has sent application/vnd.oci.image.layer.v1.tar+gzip, not a manifest")]
    public async Task Manifest_OfTheWrongKind_IsRefused(string type, string body, string fault)
    {
        await using RegistryFixture fixture = new();
        OnManifest(fixture, () => type.Length == 0 ? new TestResponse { Body = Encoding.UTF8.GetBytes(body) } : TestResponse.Text(200, body, type));

        Assert.Contains(fault, (await fixture.PullFailsAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sha256:0000000000000000000000000000000000000000000000000000000000000000", ImageErrorKind.DigestMismatch)]
    [InlineData("sha256:../../etc", ImageErrorKind.InvalidContent)]
    public async Task Manifest_WithAnotherDigest_IsRefused(string digest, ImageErrorKind kind)
    {
        await using RegistryFixture fixture = new();
        TestImage image = new();
        OnManifest(fixture, () => new TestResponse
        {
            Body = image.ManifestBytes,
            Headers = [("Content-Type", MediaTypes.OciManifest), ("Docker-Content-Digest", digest)],
        });

        Assert.Equal(kind, (await fixture.PullFailsAsync()).Kind);
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(1L << 40)]
    public async Task Manifest_TooLarge_IsRefused(long length)
    {
        await using RegistryFixture fixture = new();
        OnManifest(fixture, () => new TestResponse { Body = new byte[5 << 20], Length = length, Headers = [("Content-Type", MediaTypes.OciManifest)] });

        ImageException error = await fixture.PullFailsAsync();

        Assert.Equal(ImageErrorKind.LimitExceeded, error.Kind);
    }

    [Fact]
    public async Task Manifest_Encoded_IsRefused()
    {
        await using RegistryFixture fixture = new();
        OnManifest(fixture, () => new TestResponse
        {
            Body = new TestImage().ManifestBytes,
            Headers = [("Content-Type", MediaTypes.OciManifest), ("Content-Encoding", "gzip")],
        });

        Assert.EndsWith("has sent its manifest encoded (gzip), which was not asked for", (await fixture.PullFailsAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manifest_CutOffForever_IsAnError()
    {
        await using RegistryFixture fixture = new();
        OnManifest(fixture, () => new TestResponse { Body = new TestImage().ManifestBytes, CutAfter = 10, Headers = [("Content-Type", MediaTypes.OciManifest)] });

        Assert.EndsWith("has closed the connection in the middle of its answer", (await fixture.PullFailsAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_WithHugeHeaders_IsRefused()
    {
        await using RegistryFixture fixture = new();
        OnManifest(fixture, () => new TestResponse { Headers = [.. Enumerable.Range(0, 3000).Select(i => ($"X-{i}", new string('x', 100)))] });

        ImageException error = await fixture.PullFailsAsync();

        Assert.Equal((ImageErrorKind.LimitExceeded, $"registry {fixture.Registry.Authority}: sends more in headers than is accepted"), (error.Kind, error.Message));
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("HTTP/1.1 abc\r\n\r\n")]
    public async Task Answer_ThatIsNotHttp_IsRefused(string text)
    {
        await using RegistryFixture fixture = new();
        OnManifest(fixture, () => new TestResponse { Raw = (stream, stop) => stream.WriteAsync(Encoding.ASCII.GetBytes(text), stop).AsTask() });

        Assert.EndsWith("does not answer as HTTP does", (await fixture.PullFailsAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_NoneAtAll_IsAnError()
    {
        await using RegistryFixture fixture = new(
            FakeRegistry.Options with { StallTimeout = TimeSpan.FromSeconds(0.1), ConnectTimeout = TimeSpan.FromSeconds(0.1), Attempts = 2 });
        OnManifest(fixture, () => new TestResponse { Raw = (_, stop) => Task.Delay(Timeout.Infinite, stop) });

        Assert.EndsWith("has sent next to nothing for 0.1 s", (await fixture.PullFailsAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_WithinIndexesWithoutEnd_IsRefused()
    {
        await using RegistryFixture fixture = new();
        Descriptor inner = new TestImage().Manifest with { Platform = null };
        for (int i = 0; i < 6; i++)
        {
            inner = fixture.Registry.AddManifest(new ImageIndex { MediaType = MediaTypes.OciIndex, Manifests = [inner] }.ToJson(), MediaTypes.OciIndex);
        }

        Assert.EndsWith("has more than 4 indexes in one another", (await fixture.PullFailsAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Index_ThousandsWithoutAPlatform_IsNotWalkedThrough()
    {
        await using RegistryFixture fixture = new();
        List<Descriptor> entries = [];
        for (int i = 0; i < 40; i++)
        {
            TestImage image = new($"arm{i}", layers: 0, platform: new Platform { Os = "linux", Architecture = "arm64" });
            fixture.Registry.Add(image, tag: $"arm{i}");
            entries.Add(image.Manifest with { Platform = null });
        }

        fixture.Registry.AddManifest(new ImageIndex { MediaType = MediaTypes.OciIndex, Manifests = entries }.ToJson(), MediaTypes.OciIndex);

        Assert.Equal(ImageErrorKind.LimitExceeded, (await fixture.PullFailsAsync()).Kind);
        Assert.InRange(fixture.Registry.Server.Requests.Count, 1, 40);
    }

    [Fact]
    public async Task Image_WithThousandsOfLayers_IsRefused()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1);
        fixture.Registry.Add(image);
        fixture.Registry.AddManifest(
            new ImageManifest { MediaType = MediaTypes.OciManifest, Config = image.Config, Layers = [.. Enumerable.Repeat(image.Layers[0], 3000)] }.ToJson(),
            MediaTypes.OciManifest);

        Assert.EndsWith("has 3000 layers, more than the 500 that are accepted", (await fixture.PullFailsAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Image_WhoseConfigurationHasOtherLayers_IsRefused()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 2);
        fixture.Registry.Add(image);
        fixture.Registry.AddManifest(
            new ImageManifest { MediaType = MediaTypes.OciManifest, Config = image.Config, Layers = [image.Layers[0]] }.ToJson(), MediaTypes.OciManifest);
        Assert.EndsWith("has 1 layers, where its configuration lists 2", (await fixture.PullFailsAsync()).Message, StringComparison.Ordinal);

        fixture.Registry.AddManifest(
            new ImageManifest { MediaType = MediaTypes.OciManifest, Config = image.Config, Layers = [image.Layers[1], image.Layers[0]] }.ToJson(), MediaTypes.OciManifest);
        Assert.Equal(ImageErrorKind.DigestMismatch, (await fixture.PullFailsAsync()).Kind);
        Assert.Empty(fixture.Store.Layers.List());
    }

    [Fact]
    public async Task Image_ThatIsAnArtifact_IsRefused()
    {
        await using RegistryFixture fixture = new();
        fixture.Registry.AddManifest(
            new ImageManifest
            {
                MediaType = MediaTypes.OciManifest,
                Config = TestImage.Describe([1], "application/vnd.cncf.helm.config.v1+json"),
            }.ToJson(),
            MediaTypes.OciManifest);

        Assert.Equal(ImageErrorKind.Unsupported, (await fixture.PullFailsAsync()).Kind);
    }

    [Fact]
    public async Task ForeignLayer_WithoutBeingAskedFor_IsNotFetched()
    {
        await using FakeRegistry elsewhere = new();
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1);
        Descriptor foreign = image.Layers[0] with
        {
            MediaType = MediaTypes.DockerForeignLayer,
            Urls = [$"http://{elsewhere.Authority}/layer", $"https://{elsewhere.Authority}/layer"],
        };
        fixture.Registry.Add(image);
        fixture.Registry.Blobs.TryRemove(("some/image", foreign.Digest.ToString()), out _);
        fixture.Registry.AddManifest(
            new ImageManifest { MediaType = MediaTypes.OciManifest, Config = image.Config, Layers = [foreign] }.ToJson(), MediaTypes.OciManifest);

        Assert.Equal(ImageErrorKind.NotFound, (await fixture.PullFailsAsync()).Kind);
        Assert.Empty(elsewhere.Server.Requests);

        // Asked for: over HTTPS, which this server does not speak, and never over HTTP.
        await fixture.PullFailsAsync(options: new PullOptions { AllowForeignLayers = true });
        Assert.DoesNotContain("GET /layer", elsewhere.Server.Lines);
    }

    private static AddressScope Scope(IPAddress address) =>
        address.Equals(IPAddress.Parse("127.0.0.2")) ? AddressScope.Public : NetworkAddresses.ScopeOf(address);

    private static void OnManifest(RegistryFixture fixture, Func<TestResponse> answer) =>
        fixture.Registry.Override = r => r.Path.Contains("/manifests/", StringComparison.Ordinal) ? answer() : null;
}
