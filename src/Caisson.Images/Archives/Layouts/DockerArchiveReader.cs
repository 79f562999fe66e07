using System.Text.Json;
using Caisson.Images.Archives.Intake;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives.Layouts;

/// <summary>Finds the images of what <c>docker save</c> writes since version 1.10: manifest.json names a configuration and
/// layers for each. The configuration stays as it is, and so does the image's id; the manifest is made here.</summary>
internal sealed class DockerArchiveReader(ImageAssembler assembler)
{
    internal const string ManifestPath = "manifest.json";

    /// <summary>Adds the archive's images to the store.</summary>
    /// <exception cref="ImageException">Something is missing, malformed or not what it should be.</exception>
    internal IReadOnlyList<ArchiveImage> Read()
    {
        ArchiveItem item = assembler.Contents.Find(ManifestPath, "the archive");
        List<Entry> entries = ReadEntries(assembler.Contents.Read(item, assembler.Limits.ManifestBytes));
        ArchiveImage.CheckCount(entries.Count);
        return ArchiveImage.Merge(entries.ConvertAll(Add));
    }

    private static List<Entry> ReadEntries(byte[] document)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(document);
            List<Entry> entries = [];
            foreach (JsonElement entry in json.RootElement.EnumerateArray())
            {
                entries.Add(new Entry(
                    entry.GetProperty("Config").GetString() ?? "", Strings(entry, "RepoTags"), Strings(entry, "Layers")));
            }

            return entries;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new ImageException(
                ImageErrorKind.InvalidContent, $"invalid archive: {ManifestPath} is malformed: an array of objects with Config, RepoTags and Layers is expected", e);
        }
    }

    private static List<string> Strings(JsonElement owner, string name)
    {
        List<string> strings = [];
        if (owner.TryGetProperty(name, out JsonElement array) && array.ValueKind != JsonValueKind.Null)
        {
            foreach (JsonElement text in array.EnumerateArray())
            {
                strings.Add(text.GetString() ?? "");
            }
        }

        return strings;
    }

    private static ImageReference ParseTag(string text)
    {
        if (!ImageReference.TryParse(text, out ImageReference? name, out string? error))
        {
            throw new ImageException(ImageErrorKind.InvalidReference, $"invalid archive: {ManifestPath}: {ArchivePath.Display(text)}: {error}");
        }

        return name.Tag is not null && name.Digest is null
            ? name
            : throw new ImageException(ImageErrorKind.InvalidReference, $"invalid tag \"{text}\"");
    }

    private ArchiveImage Add(Entry entry)
    {
        List<ImageReference> names = entry.RepoTags.ConvertAll(ParseTag);
        ArchiveItem configItem = assembler.Contents.Find(entry.Config, ManifestPath);
        List<ArchiveItem> layers = entry.Layers.ConvertAll(path => assembler.Contents.Find(path, ManifestPath));
        ImageConfig config = assembler.AddConfig(configItem, layers.Count);
        if (config.Os is not ("" or "linux"))
        {
            throw new ImageException(
                ImageErrorKind.Unsupported, $"cannot load {ArchivePath.Display(config.Os)} image on {Platform.Host.Os}");
        }

        for (int i = 0; i < layers.Count; i++)
        {
            assembler.AddLayer(layers[i], config.RootFs.DiffIds[i], i);
        }

        Descriptor manifest = assembler.Add(MediaTypes.OciManifest, new ImageManifest
        {
            MediaType = MediaTypes.OciManifest,
            Config = new Descriptor { MediaType = MediaTypes.OciConfig, Digest = configItem.Digest, Size = configItem.SizeBytes },
            Layers = layers.ConvertAll(assembler.DescriptorOf),
        }.ToJson());
        return new ArchiveImage(manifest, names);
    }

    private sealed record Entry(string Config, List<string> RepoTags, List<string> Layers);
}
