using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Build;

/// <summary>Gets base images that the store does not have.</summary>
public interface IImagePuller
{
    /// <summary>Brings an image into the store, under its reference; one that is there is brought up to date.</summary>
    /// <param name="reference">The image, with a tag or digest.</param>
    /// <param name="platform">The platform.</param>
    /// <param name="progress">Takes lines about how it goes.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ImageException">There is no such image, or it cannot be got.</exception>
    public Task PullAsync(ImageReference reference, Platform platform, IBuildProgress progress, CancellationToken cancellation);
}
