using Caisson.Engine.Containers.Model;
using Caisson.Engine.Images;
using Caisson.Engine.Volumes;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Engine.Containers.Listing;

/// <summary>How much containers take on the disk.</summary>
/// <param name="Own">Bytes in files that a container has made or changed.</param>
/// <param name="Whole">The same with its image.</param>
public readonly record struct ContainerSizes(long Own, long Whole)
{
    /// <summary>The sizes of a container.</summary>
    /// <param name="service">Where it is.</param>
    /// <param name="images">Where its image is.</param>
    /// <param name="container">The container.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static Task<ContainerSizes> OfAsync(
        ContainerService service, ImageStore images, Container container, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(container);
        return BlockingWork.RunAsync(() =>
        {
            long own = FolderBytes.Of(service.Folders.UpperOf(container.Id), cancellation);
            return new ContainerSizes(own, own + (TryImage(images, container.Record) is { } image ? ImageSizes.Of(images, image) : 0));
        });
    }

    /// <summary>A container's image, whether it still has a name or not; null where it had none.</summary>
    internal static StoredImage? TryImage(ImageStore images, ContainerRecord record) =>
        record.Manifest is { } manifest && Digest.TryParse(manifest.Digest, out Digest digest)
            ? images.Images.TryResolve(new Descriptor { MediaType = manifest.MediaType, Digest = digest, Size = manifest.Size })
            : null;
}
