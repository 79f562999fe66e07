using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>All references at one moment, with the images behind them.</summary>
internal sealed class ImageSnapshot
{
    private readonly List<(StoredReference Reference, StoredImage Image)> _entries = [];

    /// <param name="references">The references.</param>
    /// <param name="resolver">Finds the images; what it does not find is no image, or not whole.</param>
    internal ImageSnapshot(IEnumerable<StoredReference> references, ImageResolver resolver)
    {
        Dictionary<Digest, StoredImage?> known = [];
        foreach (StoredReference reference in references)
        {
            if (!known.TryGetValue(reference.Target.Digest, out StoredImage? image))
            {
                image = TryResolve(resolver, reference.Target);
                known.Add(reference.Target.Digest, image);
            }

            if (image is not null)
            {
                _entries.Add((reference, image));
            }
        }
    }

    /// <summary>The images, the newest first, each with all of its names.</summary>
    internal IReadOnlyList<StoredImage> Images()
    {
        List<StoredImage> all = [];
        foreach (IGrouping<Digest, (StoredReference Reference, StoredImage Image)> group in _entries.GroupBy(e => e.Image.Id))
        {
            all.Add(WithNames(group.First().Image));
        }

        return [.. all.OrderByDescending(i => ImageTime.TryParse(i.Config.Created ?? "", out DateTimeOffset time) ? time : default)];
    }

    /// <summary>All references to an image, with a name or without.</summary>
    internal List<StoredReference> ReferencesTo(Digest id) => [.. _entries.Where(e => e.Image.Id == id).Select(e => e.Reference)];

    /// <summary>The image that somebody means: by name, by id or its beginning, or by the digest of its manifest or
    /// index.</summary>
    /// <returns>The image, and the reference if it was found by name; null where there is none.</returns>
    /// <exception cref="ImageException">It is neither a name nor the beginning of an id, or the beginning of
    /// several.</exception>
    internal (StoredImage Image, StoredReference? Reference)? TryFind(string text)
    {
        string hex = text.StartsWith("sha256:", StringComparison.Ordinal) ? text["sha256:".Length..] : text;
        bool isId = hex.Length is > 0 and <= 64 && hex.All(char.IsAsciiHexDigitLower);
        bool isName = ImageReference.TryParse(text, out ImageReference? name, out string? error);
        if (!isName && !isId)
        {
            throw new ImageException(ImageErrorKind.InvalidReference, error!);
        }

        // A name comes before an id, as with Docker: an image may be called "abc".
        if (name is not null)
        {
            ImageReference stored = name.Digest is { } digest ? name.WithDigest(digest) : name.WithDefaultTag();
            foreach ((StoredReference reference, StoredImage image) in _entries)
            {
                if (reference.Name == stored)
                {
                    return (WithNames(image), reference);
                }
            }

            foreach ((StoredReference reference, StoredImage image) in _entries)
            {
                if (stored.Digest is { } wanted && reference.Name?.Name == stored.Name
                    && (reference.Target.Digest == wanted || image.ManifestDescriptor.Digest == wanted))
                {
                    return (WithNames(image), null);
                }
            }
        }

        return isId && FindById(hex) is { } found ? (WithNames(found), null) : null;
    }

    private StoredImage? FindById(string hex)
    {
        StoredImage? found = null;
        foreach ((StoredReference reference, StoredImage image) in _entries)
        {
            bool isIt = image.Id.Hex.StartsWith(hex, StringComparison.Ordinal)
                || image.ManifestDescriptor.Digest.Hex.StartsWith(hex, StringComparison.Ordinal)
                || reference.Target.Digest.Hex.StartsWith(hex, StringComparison.Ordinal);
            if (isIt && found is not null && found.Id != image.Id)
            {
                throw new ImageException(
                    ImageErrorKind.InvalidReference, $"several images have ids that begin with {hex}: write more of it");
            }

            found = isIt ? image : found;
        }

        return found;
    }

    private StoredImage WithNames(StoredImage image) => image with
    {
        Names = [.. ReferencesTo(image.Id).Select(r => r.Name).OfType<ImageReference>()],
    };

    private static StoredImage? TryResolve(ImageResolver resolver, Descriptor target)
    {
        try
        {
            return resolver.TryResolve(target);
        }
        catch (ImageException)
        {
            // Malformed: it was refused when it came, or has been damaged since. It must not hide the others.
            return null;
        }
    }
}
