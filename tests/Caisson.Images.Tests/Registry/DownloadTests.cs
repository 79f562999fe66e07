using System.Text;
using Caisson.Images.Registry;
using Caisson.Images.Tests.Registry.Support;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Registry;

/// <summary>Downloads of layers that break, and servers that do not do as they say.</summary>
public sealed class DownloadTests
{
    private const int LayerBytes = 300_000;

    [Fact]
    public async Task Download_ConnectionBreaks_GoesOnWhereItBroke()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1, fileBytes: LayerBytes);
        OnLayer(fixture, image, (tries, _) => tries == 1 ? new TestResponse { Body = Blob(image), CutAfter = 100_000 } : null);

        await fixture.PullAsync();

        fixture.AssertHas(image);
        TestRequest second = LayerRequests(fixture, image)[1];
        Assert.Equal("bytes=100000-", second["Range"]);
        Assert.Contains(fixture.Lines, l => l.EndsWith(": Retrying in 1 second", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Download_ServerWithoutRanges_SkipsWhatIsThere()
    {
        await using RegistryFixture fixture = new();
        fixture.Registry.SupportsRanges = false;
        TestImage image = new(layers: 1, fileBytes: LayerBytes);
        OnLayer(fixture, image, (tries, _) => tries == 1 ? new TestResponse { Body = Blob(image), CutAfter = 100_000 } : null);

        await fixture.PullAsync();

        fixture.AssertHas(image);
    }

    [Fact]
    public async Task Download_ServerErrors_AreTriedAgain()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1);
        OnLayer(fixture, image, (tries, _) => tries < 4 ? TestResponse.Text(503, "later") : null);

        await fixture.PullAsync();

        fixture.AssertHas(image);
    }

    [Fact]
    public async Task Download_ServerErrorsForever_EndAfterSomeTries()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1);
        OnLayer(fixture, image, (_, _) => TestResponse.Text(503, "later"));

        ImageException error = await fixture.PullFailsAsync();

        Assert.Equal(ImageErrorKind.Unavailable, error.Kind);
        Assert.Equal(FakeRegistry.Options.Attempts, LayerRequests(fixture, image).Count);
    }

    [Fact]
    public async Task Download_TooManyRequests_WaitsAsTold()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1);
        OnLayer(fixture, image, (tries, _) => tries == 1 ? new TestResponse { Status = 429, Headers = [("Retry-After", "0")] } : null);
        await fixture.PullAsync();
        fixture.AssertHas(image);

        await using RegistryFixture patient = new();
        OnLayer(patient, image, (_, _) => new TestResponse { Status = 429, Headers = [("Retry-After", "86400")] });
        ImageException error = await patient.PullFailsAsync();
        Assert.Contains("toomanyrequests", error.Message, StringComparison.Ordinal);
        Assert.Single(LayerRequests(patient, image));
    }

    [Fact]
    public async Task Download_BrokenOff_IsResumedByTheNextPull()
    {
        await using RegistryFixture fixture = new(FakeRegistry.Options with { Attempts = 1 });
        TestImage image = new(layers: 1, fileBytes: LayerBytes);
        OnLayer(fixture, image, (tries, _) => tries == 1 ? new TestResponse { Body = Blob(image), CutAfter = 100_000 } : null);
        await fixture.PullFailsAsync();

        await fixture.PullAsync();

        fixture.AssertHas(image);
        Assert.Equal("bytes=100000-", LayerRequests(fixture, image)[1]["Range"]);
        Assert.NotNull(fixture.Store.Layers.TryGet(image.DiffIds[0]));
    }

    [Fact]
    public async Task Download_BeginningWasWrong_IsFetchedAnew()
    {
        await using RegistryFixture fixture = new(FakeRegistry.Options with { Attempts = 1 });
        TestImage image = new(layers: 1, fileBytes: LayerBytes);
        OnLayer(fixture, image, (tries, _) => tries == 1 ? new TestResponse { Body = Changed(image, 50_000), CutAfter = 100_000 } : null);
        await fixture.PullFailsAsync();

        await fixture.PullAsync();

        fixture.AssertHas(image);
        Assert.Equal([null, "bytes=100000-", null], LayerRequests(fixture, image).Select(r => r["Range"]));
    }

    [Fact]
    public async Task Download_EntityTagChanges_BeginsAnew()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1, fileBytes: LayerBytes);
        OnLayer(fixture, image, (tries, _) => tries switch
        {
            1 => new TestResponse { Body = Changed(image, 5), CutAfter = 100_000, Headers = [("ETag", "\"old\"")] },
            2 => new TestResponse
            {
                Status = 206,
                Body = Blob(image)[100_000..],
                Headers = [("ETag", "\"new\""), ("Content-Range", $"bytes 100000-{Blob(image).Length - 1}/{Blob(image).Length}")],
            },
            _ => null,
        });

        await fixture.PullAsync();

        fixture.AssertHas(image);
        Assert.Null(LayerRequests(fixture, image)[2]["Range"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Download_Stalls_IsBrokenOffAndTriedAgain(int drip)
    {
        await using RegistryFixture fixture = new(FakeRegistry.Options with { StallTimeout = TimeSpan.FromSeconds(0.3), ConnectTimeout = TimeSpan.FromSeconds(5) });
        TestImage image = new(layers: 1, fileBytes: LayerBytes);
        OnLayer(fixture, image, (tries, _) => tries > 1 ? null : new TestResponse
        {
            Length = Blob(image).Length,
            Stream = async (stream, stop) =>
            {
                for (int i = 0; ; i++)
                {
                    await stream.WriteAsync(Blob(image).AsMemory(i, drip), stop);
                    await stream.FlushAsync(stop);
                    await Task.Delay(20, stop);
                }
            },
        });

        await fixture.PullAsync();

        fixture.AssertHas(image);
        Assert.Equal(2, LayerRequests(fixture, image).Count);
    }

    [Fact]
    public async Task Download_StallsForever_IsAnError()
    {
        await using RegistryFixture fixture = new(FakeRegistry.Options with { StallTimeout = TimeSpan.FromSeconds(0.2), Attempts = 2 });
        TestImage image = new(layers: 1);
        OnLayer(fixture, image, (_, _) => new TestResponse
        {
            Length = Blob(image).Length,
            Stream = (_, stop) => Task.Delay(Timeout.Infinite, stop),
        });

        ImageException error = await fixture.PullFailsAsync();

        Assert.Equal($"registry {fixture.Registry.Authority}: has sent next to nothing for 0.2 s", error.Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Download_ContentLengthIsAnother_IsRefused(int difference)
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1);
        OnLayer(fixture, image, (_, _) => new TestResponse { Body = Blob(image), Length = Blob(image).Length + difference });

        ImageException error = await fixture.PullFailsAsync();

        Assert.Equal(ImageErrorKind.DigestMismatch, error.Kind);
        Assert.EndsWith($"it has {Blob(image).Length + difference} bytes, where the manifest says {Blob(image).Length}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_EndlessBody_EndsWhereItShould()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1);
        OnLayer(fixture, image, (_, _) => new TestResponse
        {
            Length = -1,
            Stream = async (stream, stop) =>
            {
                byte[] chunk = Encoding.ASCII.GetBytes("1000\r\n" + new string('x', 0x1000) + "\r\n");
                while (true)
                {
                    await stream.WriteAsync(chunk, stop);
                }
            },
        });

        ImageException error = await fixture.PullFailsAsync();

        Assert.EndsWith($"it has more than the {Blob(image).Length} bytes that it should have", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Download_OtherContent_IsRefusedAndNothingIsLeft(bool unpack)
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1, fileBytes: LayerBytes);
        OnLayer(fixture, image, (_, _) => new TestResponse { Body = Changed(image, 150_000), Headers = [("Content-Encoding", "gzip")] });

        ImageException error = await fixture.PullFailsAsync(options: new PullOptions { Unpack = unpack });

        Assert.Equal(ImageErrorKind.DigestMismatch, error.Kind);
        Assert.EndsWith("(the registry has sent it encoded as gzip, which was not asked for)", error.Message, StringComparison.Ordinal);
        Assert.False(fixture.Store.Content.Has(image.Layers[0].Digest));
        Assert.Empty(fixture.Store.Layers.List());
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(fixture.Store.Folder, "ingest")));
    }

    [Fact]
    public async Task Download_LayerThatIsNoArchive_IsRefused()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1);
        byte[] garbage = new byte[2000];
        Array.Fill(garbage, (byte)'g');
        Descriptor layer = TestImage.Describe(garbage, MediaTypes.OciLayerTarGzip);
        fixture.Registry.Add(image);
        fixture.Registry.Blobs[("some/image", layer.Digest.ToString())] = garbage;
        fixture.Registry.AddManifest(
            new ImageManifest { MediaType = MediaTypes.OciManifest, Config = image.Config, Layers = [layer] }.ToJson(), MediaTypes.OciManifest);

        ImageException error = await fixture.PullFailsAsync();

        Assert.Equal(ImageErrorKind.InvalidContent, error.Kind);
        Assert.Empty(fixture.Store.Layers.List());
    }

    [Fact]
    public async Task Download_RangeThatWasNotAskedFor_IsRefused()
    {
        await using RegistryFixture fixture = new();
        TestImage image = new(layers: 1, fileBytes: LayerBytes);
        OnLayer(fixture, image, (tries, _) => tries == 1
            ? new TestResponse { Body = Blob(image), CutAfter = 100_000 }
            : new TestResponse { Status = 206, Body = [1, 2, 3], Headers = [("Content-Range", "bytes 7-9/10")] });

        ImageException error = await fixture.PullFailsAsync();

        Assert.Contains("comes as the range \"bytes 7-9/10\", where 100000- of", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_MissingAtTheMirror_ComesFromTheRegistry()
    {
        await using FakeRegistry mirror = new();
        await using FakeRegistry registry = new();
        await using RegistryFixture fixture = new(
            FakeRegistry.Options with
            {
                Mirrors = new Dictionary<string, IReadOnlyList<Uri>> { [registry.Authority] = [new($"http://{mirror.Authority}/")] },
            },
            registry: registry);
        TestImage image = new();
        mirror.Add(image);
        registry.Add(image);
        mirror.Blobs.TryRemove(("some/image", image.Layers[1].Digest.ToString()), out _);

        await fixture.PullAsync();

        fixture.AssertHas(image);
        Assert.Contains("GET /v2/some/image/manifests/1", mirror.Server.Lines);
        Assert.Equal($"GET /v2/some/image/blobs/{image.Layers[1].Digest}", registry.Server.Lines.Last());
    }

    [Fact]
    public async Task Pull_MirrorIsDownOrDoesNotKnow_ComesFromTheRegistry()
    {
        await using FakeRegistry empty = new();
        await using FakeRegistry registry = new();
        FakeRegistry down = new();
        await down.DisposeAsync();
        await using RegistryFixture fixture = new(
            FakeRegistry.Options with
            {
                Mirrors = new Dictionary<string, IReadOnlyList<Uri>>
                {
                    [registry.Authority] = [new($"http://{down.Authority}/"), new($"http://{empty.Authority}/prefix")],
                },
            },
            registry: registry);
        TestImage image = new();
        registry.Add(image);

        await fixture.PullAsync();

        fixture.AssertHas(image);
        Assert.Contains("GET /prefix/v2/some/image/manifests/1", empty.Server.Lines);
    }

    private static byte[] Blob(TestImage image) => image.Blobs[image.Layers[0].Digest];

    private static byte[] Changed(TestImage image, int at)
    {
        byte[] content = [.. Blob(image)];
        content[at] ^= 0xff;
        return content;
    }

    private static void OnLayer(RegistryFixture fixture, TestImage image, Func<int, TestRequest, TestResponse?> answer)
    {
        fixture.Registry.Add(image);
        int tries = 0;
        fixture.Registry.Override = request => request.Path.EndsWith(image.Layers[0].Digest.ToString(), StringComparison.Ordinal)
            ? answer(Interlocked.Increment(ref tries), request)
            : null;
    }

    private static List<TestRequest> LayerRequests(RegistryFixture fixture, TestImage image) =>
        [.. fixture.Registry.Server.Requests.Where(r => r.Path.EndsWith(image.Layers[0].Digest.ToString(), StringComparison.Ordinal))];
}
