using System.Collections.Concurrent;
using Caisson.Images.Registry;
using Caisson.Images.Registry.Credentials;
using Caisson.Images.Store;
using Caisson.Images.Tests.Support;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Registry.Support;

/// <summary>A registry, a client of it and a store.</summary>
internal sealed class RegistryFixture : IAsyncDisposable, IProgress<TransferEvent>
{
    private readonly TemporaryDirectory _directory = new();

    internal RegistryFixture(RegistryOptions? options = null, RegistryCredentials? credentials = null, FakeRegistry? registry = null)
    {
        Registry = registry ?? new FakeRegistry();
        Store = ImageStore.Open(_directory.File("store"));
        ICredentialSource source = credentials is null ? NoCredentials.Instance : new FixedCredentials(Registry.Authority, credentials);
        Client = new RegistryClient(options ?? FakeRegistry.Options, source);
    }

    internal FakeRegistry Registry { get; }

    internal ImageStore Store { get; }

    internal RegistryClient Client { get; }

    internal ConcurrentQueue<TransferEvent> Events { get; } = [];

    /// <summary>What a person would have read, without the counts.</summary>
    internal IEnumerable<string> Lines =>
        Events.Select(e => e.Id is null ? e.Status : $"{e.Id}: {e.Status}").Distinct();

    public void Report(TransferEvent value) => Events.Enqueue(value);

    internal Task<PullResult> PullAsync(ImageReference? name = null, PullOptions? options = null) => Client.PullAsync(
        Store, name ?? Registry.Name(), (options ?? new PullOptions()) with { Progress = this }, TestContext.Current.CancellationToken);

    internal Task<PushResult> PushAsync(ImageReference? name = null) => Client.PushAsync(
        Store, name ?? Registry.Name(), new PushOptions { Progress = this }, TestContext.Current.CancellationToken);

    internal async Task<ImageException> PullFailsAsync(ImageReference? name = null, PullOptions? options = null)
    {
        ImageException error = await Assert.ThrowsAsync<ImageException>(() => PullAsync(name, options));
        Assert.DoesNotContain('\n', error.Message);
        Assert.Empty(Store.References.List());
        return error;
    }

    internal void AssertHas(TestImage image)
    {
        foreach ((Digest digest, byte[] content) in image.Blobs)
        {
            Assert.Equal(content, Store.Content.ReadSmall(digest, int.MaxValue));
        }

        Assert.Equal(image.ManifestBytes, Store.Content.ReadSmall(image.Manifest.Digest, int.MaxValue));
    }

    /// <summary>Puts an image into the store under a name, as a build would.</summary>
    internal Descriptor Add(TestImage image, ImageReference? name = null)
    {
        using Lease lease = Store.Leases.Begin();
        foreach (byte[] content in image.Blobs.Values)
        {
            Store.Content.Add(lease, content);
        }

        Store.Content.Add(lease, image.ManifestBytes);
        Store.References.Set(name ?? Registry.Name(), image.Manifest with { Platform = null });
        return image.Manifest with { Platform = null };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Store.Dispose();
        await Registry.DisposeAsync();
        _directory.Dispose();
    }
}
