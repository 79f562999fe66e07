using Caisson.Images.Archives.Intake;
using Caisson.Images.Store;
using Caisson.Oci;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives;

/// <summary>Everything that belongs to an image and is there. Of an index, images that are not there as a whole, those of
/// other platforms as a rule, are left out.</summary>
internal sealed class SavedContent(ImageStore store)
{
    private readonly HashSet<Digest> _walked = [];

    /// <summary>Adds an image's content.</summary>
    /// <param name="blobs">What is added to: paths in an archive, and digests.</param>
    /// <param name="target">The image's manifest or index.</param>
    /// <param name="required">The manifest of which nothing may be missing.</param>
    /// <exception cref="ImageException">Something of it is missing or malformed.</exception>
    internal void AddTo(SortedDictionary<string, Digest> blobs, Descriptor target, Digest required)
    {
        try
        {
            Add(blobs, target, required);
        }
        catch (OciException e)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, $"image {target.Digest}: {e.Message}", e);
        }
    }

    private void Add(SortedDictionary<string, Digest> blobs, Descriptor entry, Digest required)
    {
        if (!_walked.Add(entry.Digest) || !store.Content.Has(entry))
        {
            return;
        }

        if (!MediaTypes.IsIndex(entry.MediaType) && !MediaTypes.IsManifest(entry.MediaType))
        {
            Put(blobs, entry.Digest);
            return;
        }

        byte[] document = store.Content.ReadSmall(entry.Digest, store.Limits.ManifestBytes);
        if (MediaTypes.IsIndex(entry.MediaType))
        {
            Put(blobs, entry.Digest);
            foreach (Descriptor child in ImageIndex.Parse(document, entry.MediaType).Manifests)
            {
                Add(blobs, child, required);
            }

            return;
        }

        ImageManifest manifest = ImageManifest.Parse(document, entry.MediaType);
        Descriptor[] parts = [manifest.Config, .. manifest.Layers];
        if (Array.Find(parts, part => !store.Content.Has(part)) is { } missing)
        {
            if (entry.Digest == required)
            {
                throw new ImageException(ImageErrorKind.NotFound, $"{missing.Digest}: is not in the store: pull the image again");
            }

            return;
        }

        Put(blobs, entry.Digest);
        Array.ForEach(parts, part => Put(blobs, part.Digest));
    }

    private static void Put(SortedDictionary<string, Digest> blobs, Digest digest) => blobs[ArchivePath.OfBlob(digest)] = digest;
}
