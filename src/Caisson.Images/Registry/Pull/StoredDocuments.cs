using Caisson.Images.Registry.Http;
using Caisson.Images.Store;
using Caisson.Linux.Scheduling;
using Caisson.Oci;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry.Pull;

/// <summary>Documents that need not be fetched, because they are in the store. A lease is taken on each before it is
/// looked for.</summary>
internal sealed class StoredDocuments
{
    private readonly ImageStore _store;
    private readonly Lease _lease;

    internal StoredDocuments(ImageStore store, Lease lease)
    {
        _store = store;
        _lease = lease;
    }

    /// <summary>A manifest or index; null where it is not there.</summary>
    internal RemoteManifest? TryManifest(Descriptor descriptor)
    {
        if (TryRead(descriptor, _store.Limits.ManifestBytes) is not { } content)
        {
            return null;
        }

        try
        {
            return MediaTypes.IsIndex(descriptor.MediaType)
                ? new RemoteManifest(descriptor, content, null, ImageIndex.Parse(content, descriptor.MediaType))
                : new RemoteManifest(descriptor, content, ImageManifest.Parse(content, descriptor.MediaType), null);
        }
        catch (OciException e)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, $"{descriptor.Digest}: {e.Message}", e);
        }
    }

    /// <summary>A configuration; null where it is not there.</summary>
    internal byte[]? TryConfig(Descriptor descriptor) => TryRead(descriptor, _store.Limits.ConfigBytes);

    /// <summary>Puts a document into the store.</summary>
    /// <param name="digest">Its digest, which has been compared.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="cancellation">Ends the wait for somebody else who does the same.</param>
    internal async Task AddAsync(Digest digest, byte[] content, CancellationToken cancellation)
    {
        using BlobWriter? writer = await _store.Content.BeginAsync(
            _lease, digest.ToString(), digest, content.Length, cancellation);
        if (writer is not null)
        {
            writer.Restart();
            writer.Write(content);
            await BlockingThread.RunAsync("blob-commit", writer.Commit);
        }
    }

    private byte[]? TryRead(Descriptor descriptor, int maxBytes)
    {
        _lease.AddBlob(descriptor.Digest);
        return _store.Content.Has(descriptor) ? _store.Content.TryReadSmall(descriptor.Digest, maxBytes) : null;
    }
}
