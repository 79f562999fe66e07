using Caisson.Images.Archives.Intake;
using Caisson.Images.Archives.Layouts;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives;

/// <summary>
/// Loads images from archives: what <c>docker save</c> writes, and has written, and OCI layouts. Where an archive is both,
/// the layout counts, which keeps the digests of manifests. Nothing of it is believed before its digest has been compared.
/// </summary>
/// <remarks>Thread: any; a call blocks its own, and runs others of its own beside.</remarks>
public static class ImageLoader
{
    /// <summary>Loads from a tar archive, compressed or not, which is read once from beginning to end.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="archive">The archive. It stays the caller's; after an error it may be read for a moment longer.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>What was loaded.</returns>
    /// <exception cref="ImageException">The archive is malformed, hostile or too large. No image of it has been loaded.</exception>
    public static LoadResult Load(ImageStore store, Stream archive, CancellationToken cancellation = default) =>
        Load(store, receiver => ArchiveReader.ReadStream(archive, receiver, store.Limits), cancellation);

    /// <summary>Loads from a folder in which an archive has been unpacked.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>What was loaded.</returns>
    /// <exception cref="ImageException">As for an archive.</exception>
    /// <exception cref="Linux.LinuxException">The folder can't be read.</exception>
    public static LoadResult LoadFolder(ImageStore store, string folder, CancellationToken cancellation = default) =>
        Load(store, receiver => ArchiveReader.ReadFolder(folder, receiver, store.Limits, cancellation), cancellation);

    private static LoadResult Load(ImageStore store, Action<ArchiveReceiver> read, CancellationToken cancellation)
    {
        try
        {
            using Lease lease = store.Leases.Begin();
            using var receiver = new ArchiveReceiver(store, lease, cancellation);
            read(receiver);
            var assembler = new ImageAssembler(store, lease, receiver.Finish(), cancellation);
            return Name(store, Assemble(assembler));
        }
        catch
        {
            Unused.Collect(store);
            throw;
        }
    }

    private static IReadOnlyList<ArchiveImage> Assemble(ImageAssembler assembler)
    {
        IReadOnlyList<ArchiveImage> images =
            OciLayoutReader.IsLayout(assembler.Contents) ? new OciLayoutReader(assembler).Read()
            : assembler.Contents.TryFind(DockerArchiveReader.ManifestPath) is not null ? new DockerArchiveReader(assembler).Read()
            : assembler.Contents.TryFind(LegacyArchiveReader.RepositoriesPath) is not null ? new LegacyArchiveReader(assembler).Read()
            : throw new ImageException(
                ImageErrorKind.InvalidContent,
                "unrecognized image format: the archive has neither index.json with oci-layout, manifest.json nor repositories");
        return images.Count > 0
            ? images
            : throw new ImageException(ImageErrorKind.InvalidContent, "invalid archive: it has no image");
    }

    private static LoadResult Name(ImageStore store, IReadOnlyList<ArchiveImage> images)
    {
        List<LoadedImage> loaded = [];
        foreach (ArchiveImage image in images)
        {
            StoredImage stored = store.Images.TryResolve(image.Target) ?? throw new ImageException(
                ImageErrorKind.InvalidContent, $"invalid archive: {image.Target.Digest} is no image");
            loaded.Add(new LoadedImage(stored.Id, image.Target, image.Names));
        }

        List<string> lines = [];
        foreach (LoadedImage image in loaded)
        {
            foreach (ImageReference name in image.Names)
            {
                if (store.References.Set(name, image.Target) is { } before
                    && store.Images.TryResolve(before)?.Id is { } beforeId && beforeId != image.Id)
                {
                    lines.Add($"The image {name.Familiar} already exists, renaming the old one with ID {beforeId} to empty string");
                }

                lines.Add($"Loaded image: {name.Familiar}");
            }

            if (image.Names.Count == 0)
            {
                store.References.AddNameless(image.Target);
                lines.Add($"Loaded image ID: {image.Id}");
            }
        }

        return new LoadResult(loaded, lines);
    }
}
