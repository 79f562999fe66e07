using Caisson.Images.Archives;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Bootstrap;

/// <summary>Makes base images where there is no registry, by the names that people know: <c>debian:SUITE</c> and
/// <c>busybox</c>.</summary>
public static class ImageBootstrap
{
    /// <summary>Makes the image that somebody means.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="image"><c>debian:SUITE</c>, <c>busybox</c> or <c>busybox:TAG</c>.</param>
    /// <param name="name">What it is to be called instead; null for nothing else.</param>
    /// <param name="variant">Of Debian: how much is installed; null for little.</param>
    /// <param name="packages">Of Debian: packages beyond that.</param>
    /// <param name="progress">Called, on another thread, with what there is to report, a line at a time.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">There is no such image, or it can't be made; the message says what is missing.</exception>
    public static NewImage Run(
        ImageStore store,
        string image,
        ImageReference? name = null,
        string? variant = null,
        IReadOnlyList<string>? packages = null,
        Action<string>? progress = null,
        CancellationToken cancellation = default)
    {
        bool isKnown = ImageReference.TryParse(image, out ImageReference? meant) && meant.Digest is null;
        switch (isKnown ? meant!.FamiliarName : "")
        {
            case "busybox" when variant is null && packages is null or []:
                return BusyboxBootstrap.Run(store, name ?? meant!.WithDefaultTag(), cancellation);
            case "busybox":
                throw new ImageException(ImageErrorKind.Unsupported, "busybox has neither variants nor packages");
            case "debian" when meant!.Tag is { } suite:
                BootstrapRequest request = new() { Suite = suite, Packages = packages ?? [], Name = name ?? meant, Progress = progress };
                return DebianBootstrap.Run(store, variant is null ? request : request with { Variant = variant }, cancellation);
            default:
                throw new ImageException(
                    ImageErrorKind.NotFound, $"{image} can't be bootstrapped: write debian:SUITE (debian:bookworm, say) or busybox");
        }
    }
}
