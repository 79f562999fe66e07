using Caisson.Oci;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>Finds the image of a platform behind a manifest or index.</summary>
internal sealed class ImageResolver
{
    private readonly ImageLimits _limits;
    private readonly Platform _platform;
    private readonly Func<Digest, int, byte[]?> _read;

    /// <param name="limits">What is accepted at most.</param>
    /// <param name="platform">The platform.</param>
    /// <param name="read">Reads content of so many bytes at most; null where it is not there.</param>
    internal ImageResolver(ImageLimits limits, Platform platform, Func<Digest, int, byte[]?> read)
    {
        _limits = limits;
        _platform = platform;
        _read = read;
    }

    /// <summary>The image for the platform; where the store has none, the first that it does have.</summary>
    /// <returns>Null where nothing of it is there, or it is no image but an artifact.</returns>
    /// <exception cref="ImageException">A document is malformed, or they are nested too deeply.</exception>
    internal StoredImage? TryResolve(Descriptor target)
    {
        try
        {
            return MediaTypes.IsManifest(target.MediaType)
                ? TryRead(target, target)
                : TryFind(target, target, anyPlatform: false, 0, []) ?? TryFind(target, target, anyPlatform: true, 0, []);
        }
        catch (OciException e)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, $"image {target.Digest}: {e.Message}", e);
        }
    }

    private StoredImage? TryFind(Descriptor target, Descriptor entry, bool anyPlatform, int depth, HashSet<Digest> visited)
    {
        if (!MediaTypes.IsIndex(entry.MediaType))
        {
            // Whoever does not name its platform in the index does in its configuration.
            return MediaTypes.IsManifest(entry.MediaType) && TryRead(target, entry) is { } image
                && (anyPlatform || entry.Platform is not null || PlatformSelection.Rank(_platform, image.Config.Platform) is not null)
                ? image
                : null;
        }

        if (depth >= _limits.IndexDepth)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded, $"image {target.Digest}: has more than {_limits.IndexDepth} indexes in one another");
        }

        if (!visited.Add(entry.Digest) || _read(entry.Digest, _limits.ManifestBytes) is not { } document)
        {
            return null;
        }

        ImageIndex index = ImageIndex.Parse(document, entry.MediaType);
        IEnumerable<Descriptor> candidates = anyPlatform
            ? index.Manifests.Where(e => !PlatformSelection.IsAttestation(e))
            : PlatformSelection.Candidates(index, _platform);
        foreach (Descriptor candidate in candidates)
        {
            if (TryFind(target, candidate, anyPlatform, depth + 1, visited) is { } image)
            {
                return image;
            }
        }

        return null;
    }

    private StoredImage? TryRead(Descriptor target, Descriptor descriptor)
    {
        if (_read(descriptor.Digest, _limits.ManifestBytes) is not { } document)
        {
            return null;
        }

        ImageManifest manifest = ImageManifest.Parse(document, descriptor.MediaType);
        if (!MediaTypes.IsConfig(manifest.Config.MediaType)
            || _read(manifest.Config.Digest, _limits.ConfigBytes) is not { } config)
        {
            return null;
        }

        return new StoredImage
        {
            Id = manifest.Config.Digest,
            Target = target,
            ManifestDescriptor = descriptor,
            Manifest = manifest,
            Config = ImageConfig.Parse(config),
        };
    }
}
