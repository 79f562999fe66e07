using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives.Layouts;

/// <summary>An image of an archive, which is in the store now except for its names.</summary>
/// <param name="Target">Its manifest or index.</param>
/// <param name="Names">What the archive calls it.</param>
internal sealed record ArchiveImage(Descriptor Target, IReadOnlyList<ImageReference> Names)
{
    // Far more than anybody saves at once, and few enough that an archive can't make a day's work of a page of names.
    private const int ImagesMax = 1000;

    /// <summary>Puts what belongs to one image together: the first mention's place, all names.</summary>
    internal static IReadOnlyList<ArchiveImage> Merge(IEnumerable<ArchiveImage> images)
    {
        List<ArchiveImage> merged = [];
        foreach (ArchiveImage image in images)
        {
            int index = merged.FindIndex(m => m.Target.Digest == image.Target.Digest);
            if (index < 0)
            {
                merged.Add(image);
            }
            else
            {
                merged[index] = merged[index] with { Names = [.. merged[index].Names.Union(image.Names)] };
            }
        }

        return merged;
    }

    /// <summary>Refuses an archive of too many images.</summary>
    internal static void CheckCount(int count)
    {
        if (count > ImagesMax)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded, $"invalid archive: it has {count} images, more than the {ImagesMax} that are loaded at once");
        }
    }
}
