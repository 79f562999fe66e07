using System.Text.Json;
using Caisson.Images.Archives.Intake;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives.Layouts;

/// <summary>Finds the images of an OCI layout; image-spec, image-layout.md.</summary>
internal sealed class OciLayoutReader(ImageAssembler assembler)
{
    private const string LayoutPath = "oci-layout";
    private const string IndexPath = "index.json";

    // containerd's, with the whole name; the specification's has a name or, from Docker, a tag alone.
    private const string NameAnnotation = "io.containerd.image.name";
    private const string RefNameAnnotation = "org.opencontainers.image.ref.name";

    private readonly HashSet<Digest> _walked = [];

    /// <summary>Whether this is a layout at all.</summary>
    internal static bool IsLayout(ArchiveContents contents) =>
        contents.TryFind(LayoutPath) is not null && contents.TryFind(IndexPath) is not null;

    /// <summary>Adds the layout's images to the store.</summary>
    /// <exception cref="ImageException">Something is missing, malformed or not what it should be.</exception>
    internal IReadOnlyList<ArchiveImage> Read()
    {
        CheckVersion();
        ArchiveItem item = assembler.Contents.Find(IndexPath, "the layout");
        ImageIndex index = ImageAssembler.Parse(
            IndexPath, () => ImageIndex.Parse(assembler.Contents.Read(item, assembler.Limits.ManifestBytes)));
        ArchiveImage.CheckCount(index.Manifests.Count);
        List<ArchiveImage> images = [];
        foreach (Descriptor entry in index.Manifests)
        {
            Descriptor target = new() { MediaType = entry.MediaType, Digest = entry.Digest, Size = entry.Size };
            if (PlatformSelection.IsAttestation(entry))
            {
                continue;
            }

            if (!MediaTypes.IsIndex(entry.MediaType) && !MediaTypes.IsManifest(entry.MediaType))
            {
                throw new ImageException(
                    ImageErrorKind.Unsupported, $"invalid archive: {IndexPath}: {entry.Digest} is {entry.MediaType}, no image");
            }

            if (!_walked.Contains(entry.Digest) && !Add(entry, depth: 0))
            {
                throw new ImageException(
                    ImageErrorKind.InvalidContent, $"invalid archive: {entry.Digest} has no image, or none that the archive has the parts of");
            }

            images.Add(new ArchiveImage(target, NamesOf(entry)));
        }

        return ArchiveImage.Merge(images);
    }

    private static List<ImageReference> NamesOf(Descriptor entry)
    {
        List<ImageReference> names = [];
        IReadOnlyDictionary<string, string> annotations = entry.Annotations ?? new Dictionary<string, string>();
        string? text = annotations.GetValueOrDefault(NameAnnotation) ?? annotations.GetValueOrDefault(RefNameAnnotation);
        bool isTag = text is null || (text.AsSpan().IndexOfAny("/:@") < 0 && !annotations.ContainsKey(NameAnnotation));
        if (!isTag && ImageReference.TryParse(text!, out ImageReference? name))
        {
            names.Add(name.Digest is null ? name.WithDefaultTag() : name.WithDigest(entry.Digest));
        }

        return names;
    }

    private void CheckVersion()
    {
        ArchiveItem item = assembler.Contents.Find(LayoutPath, "the layout");
        string? version = null;
        try
        {
            using JsonDocument json = JsonDocument.Parse(assembler.Contents.Read(item, assembler.Limits.ManifestBytes));
            version = json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("imageLayoutVersion", out JsonElement value)
                && value.ValueKind == JsonValueKind.String
                    ? value.GetString()
                    : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, $"invalid archive: {LayoutPath} is malformed", e);
        }

        if (version is null || !version.StartsWith("1.", StringComparison.Ordinal))
        {
            throw new ImageException(
                ImageErrorKind.Unsupported, $"invalid archive: {LayoutPath} is not of version 1.0.0, the one that is known");
        }
    }

    // Adds what a descriptor leads to. False where there is no image in it, or parts of it are not in the archive.
    private bool Add(Descriptor entry, int depth)
    {
        if (depth > assembler.Limits.IndexDepth)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded,
                $"invalid archive: {entry.Digest}: more than {assembler.Limits.IndexDepth} indexes in one another");
        }

        if (!_walked.Add(entry.Digest))
        {
            return true;
        }

        // An index names images of all platforms, and who saves it has often only one of them.
        ArchiveItem? item = Find(entry, isOptional: depth > 0);
        if (item is null)
        {
            return false;
        }

        byte[] document = assembler.Contents.Read(item, assembler.Limits.ManifestBytes);
        return MediaTypes.IsIndex(entry.MediaType)
            ? AddIndex(item, document, entry, depth)
            : AddManifest(item, document, entry, isOptional: depth > 0);
    }

    private bool AddIndex(ArchiveItem item, byte[] document, Descriptor entry, int depth)
    {
        ImageIndex index = ImageAssembler.Parse(item.Path, () => ImageIndex.Parse(document, entry.MediaType));
        bool hasImage = false;
        foreach (Descriptor child in index.Manifests)
        {
            if (MediaTypes.IsIndex(child.MediaType) || MediaTypes.IsManifest(child.MediaType))
            {
                hasImage |= Add(child, depth + 1);
            }
            else if (Find(child, isOptional: true) is { } other)
            {
                assembler.AddBlob(other);
            }
        }

        assembler.AddBlob(item);
        return hasImage;
    }

    private bool AddManifest(ArchiveItem item, byte[] document, Descriptor entry, bool isOptional)
    {
        ImageManifest manifest = ImageAssembler.Parse(item.Path, () => ImageManifest.Parse(document, entry.MediaType));
        List<ArchiveItem> layers = [];
        foreach (Descriptor layer in manifest.Layers)
        {
            if (Find(layer, isOptional) is not { } found)
            {
                return false;
            }

            layers.Add(found);
        }

        if (Find(manifest.Config, isOptional) is not { } config)
        {
            return false;
        }

        assembler.AddBlob(item);
        bool isImage = MediaTypes.IsConfig(manifest.Config.MediaType)
            && !PlatformSelection.IsAttestation(entry)
            && manifest.Layers.All(layer => MediaTypes.IsLayer(layer.MediaType));
        if (!isImage)
        {
            assembler.AddBlob(config);
            layers.ForEach(assembler.AddBlob);
            return false;
        }

        IReadOnlyList<Digest> diffIds = assembler.AddConfig(config, layers.Count).RootFs.DiffIds;
        for (int i = 0; i < layers.Count; i++)
        {
            assembler.AddLayer(layers[i], diffIds[i], i);
        }

        return true;
    }

    private ArchiveItem? Find(Descriptor descriptor, bool isOptional)
    {
        ArchiveItem? item = assembler.Contents.TryFindBlob(descriptor.Digest);
        if (item is not null && item.SizeBytes != descriptor.Size)
        {
            throw new ImageException(
                ImageErrorKind.DigestMismatch,
                $"invalid archive: {descriptor.Digest} has {item.SizeBytes} bytes, where {descriptor.Size} are announced");
        }

        return item is not null || isOptional
            ? item
            : throw new ImageException(ImageErrorKind.InvalidContent, $"invalid archive: {descriptor.Digest} is missing");
    }
}
