using System.Collections.Concurrent;
using Caisson.Images.Build.Dockerfiles.Parsing;
using Caisson.Images.Build.Stages;
using Caisson.Images.Roots;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Build.Images;

/// <summary>The images that a build starts from or copies from, each looked up once, with their layers unpacked.</summary>
internal sealed class BaseImages(BuildSession session, IImagePuller? puller)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<ImageState>>> _images = new(StringComparer.Ordinal);

    /// <summary>An image, ready to be used.</summary>
    /// <param name="name">A reference, or an image's id.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ImageException">There is none, or it is for another platform.</exception>
    internal Task<ImageState> GetAsync(string name, CancellationToken cancellation) =>
        _images.GetOrAdd(name, n => new Lazy<Task<ImageState>>(() => LoadAsync(n, cancellation))).Value;

    /// <summary>The image of a name that is in the store; null where there is none.</summary>
    internal StoredImage? TryFind(string name)
    {
        if (session.Store.Images.TryGet(name, session.Platform) is not { } image)
        {
            return null;
        }

        session.Lease.AddImage(image.ManifestDescriptor.Digest);
        return session.Store.Images.TryResolve(image.ManifestDescriptor, session.Platform) is { } kept
            ? kept with { Target = image.Target }
            : null;
    }

    /// <summary>The layers of an image, unpacked, the lowest first.</summary>
    internal async Task<IReadOnlyList<BuiltLayer>> UnpackAsync(StoredImage image, CancellationToken cancellation)
    {
        IReadOnlyList<UnpackedLayer> layers =
            await ImageLayers.UnpackAsync(session.Store, session.Lease, image, cancellation).ConfigureAwait(false);
        return [.. layers.Select((l, i) => new BuiltLayer(l, image.Manifest.Layers[i]))];
    }

    private async Task<ImageState> LoadAsync(string name, CancellationToken cancellation)
    {
        StoredImage image = await FindAsync(name, cancellation).ConfigureAwait(false);
        Platform platform = image.Config.Platform.Normalize();
        if (platform.Os != session.Platform.Os || platform.Architecture != session.Platform.Architecture)
        {
            throw new ImageException(
                ImageErrorKind.Unsupported, $"image {name} is for {platform}, and this machine is {session.Platform}");
        }

        return new ImageState
        {
            Config = image.Config,
            Layers = await UnpackAsync(image, cancellation).ConfigureAwait(false),
            Id = image.Id,
            Unchanged = image,
        };
    }

    private async Task<StoredImage> FindAsync(string name, CancellationToken cancellation)
    {
        StoredImage? present = TryFindChecked(name);
        if (present is not null && !session.Options.Pull)
        {
            return present;
        }

        if (ImageReference.TryParse(name, out ImageReference? reference) && puller is not null)
        {
            await puller.PullAsync(reference.WithDefaultTag(), session.Platform, session.Progress, cancellation)
                .ConfigureAwait(false);
            present = TryFindChecked(name);
        }

        return present ?? throw new ImageException(ImageErrorKind.NotFound, $"no such image: {name}");
    }

    private StoredImage? TryFindChecked(string name)
    {
        try
        {
            return TryFind(name);
        }
        catch (ImageException e) when (e.Kind == ImageErrorKind.InvalidReference)
        {
            throw new ImageException(
                ImageErrorKind.InvalidReference, $"failed to parse stage name {GoText.Quote(name)}: {e.Message}", e);
        }
    }
}
