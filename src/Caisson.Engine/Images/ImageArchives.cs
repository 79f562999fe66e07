using Caisson.Images;
using Caisson.Images.Archives;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Engine.Images;

/// <summary>Images that come and go as archives.</summary>
/// <param name="images">The images.</param>
/// <remarks>Thread: any. Work is done on threads of its own.</remarks>
public sealed class ImageArchives(ImageService images)
{
    private const string Imported = "import";

    /// <summary>Takes the images of an archive.</summary>
    /// <param name="archive">The archive; it stays the caller's.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<LoadResult> LoadAsync(Stream archive, CancellationToken cancellation)
    {
        LoadResult result = await BlockingWork.RunAsync(() =>
        {
            using BlockingStream blocking = new(archive, cancellation);
            return ImageLoader.Load(images.Store, blocking, cancellation);
        }).ConfigureAwait(false);
        foreach (LoadedImage image in result.Images)
        {
            images.Tell("load", image.Id.ToString(), image.Id.ToString(), images.Store.Images.TryGet(image.Id.ToString()));
        }

        return result;
    }

    /// <summary>Writes images into an archive.</summary>
    /// <param name="names">Their names, or ids.</param>
    /// <param name="archive">Where to; it stays the caller's.</param>
    /// <param name="platform">Which image of an index.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task SaveAsync(IReadOnlyList<string> names, Stream archive, Platform? platform, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(names);
        StoredImage[] all = [.. names.Select(n => Get(n, platform))];
        await BlockingWork.RunAsync(() =>
        {
            using BlockingStream blocking = new(archive, cancellation);
            ImageSaver.Save(images.Store, [.. names], blocking, platform, cancellation);
        }).ConfigureAwait(false);
        foreach (StoredImage image in all)
        {
            images.Tell("save", image.Id.ToString(), image.Id.ToString(), image);
        }
    }

    // dockerd repeats what it was asked for here, without a tag that was not said.
    private StoredImage Get(string name, Platform? platform)
    {
        try
        {
            return images.Get(name, platform);
        }
        catch (ImageException e) when (e.Kind == ImageErrorKind.NotFound)
        {
            throw new ImageException(ImageErrorKind.NotFound, $"No such image: {name}", e);
        }
    }

    /// <summary>Makes an image of a root.</summary>
    /// <param name="root">An archive of its files; it stays the caller's.</param>
    /// <param name="request">What becomes of it.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<NewImage> ImportAsync(Stream root, ImportRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        NewImage image = await BlockingWork.RunAsync(() =>
        {
            using BlockingStream blocking = new(root, cancellation);
            return ImageImporter.Import(images.Store, blocking, request, cancellation);
        }).ConfigureAwait(false);
        string id = image.Id.ToString();
        images.Tell(Imported, id, request.Name?.Familiar ?? id, images.Store.Images.TryGet(id));
        return image;
    }
}
