using System.Text;
using System.Text.Json;
using Caisson.Images.Archives.Intake;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives.Layouts;

/// <summary>
/// Finds the images of what <c>docker save</c> wrote before version 1.10: <c>repositories</c> names the topmost layer of
/// each image, and each layer has a folder with what it is (<c>json</c>, with its parent's name) and <c>layer.tar</c>.
/// The configuration is made as Docker makes it, so that the image gets the same id.
/// </summary>
internal sealed class LegacyArchiveReader(ImageAssembler assembler)
{
    internal const string RepositoriesPath = "repositories";

    // What says something about the place of a layer in the old layout, and nothing about the image.
    private static readonly string[] OldFields = ["id", "parent", "Size", "parent_id", "layer_id", "throwaway"];

    private readonly Dictionary<string, Descriptor> _images = new(StringComparer.Ordinal);

    /// <summary>Adds the archive's images to the store.</summary>
    /// <exception cref="ImageException">Something is missing, malformed or not what it should be.</exception>
    internal IReadOnlyList<ArchiveImage> Read()
    {
        ArchiveItem item = assembler.Contents.Find(RepositoriesPath, "the archive");
        List<ArchiveImage> images = [];
        List<(string Name, string Tag, string Id)> entries = ReadRepositories(assembler.Contents.Read(item, assembler.Limits.ManifestBytes));
        ArchiveImage.CheckCount(entries.Count);
        foreach ((string name, string tag, string id) in entries)
        {
            if (!ImageReference.TryParse($"{name}:{tag}", out ImageReference? reference, out string? error))
            {
                throw new ImageException(
                    ImageErrorKind.InvalidReference, $"invalid archive: {RepositoriesPath}: {ArchivePath.Display($"{name}:{tag}")}: {error}");
            }

            if (!_images.TryGetValue(id, out Descriptor? target))
            {
                target = Add(id);
                _images.Add(id, target);
            }

            images.Add(new ArchiveImage(target, [reference]));
        }

        return ArchiveImage.Merge(images);
    }

    private static List<(string Name, string Tag, string Id)> ReadRepositories(byte[] document)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(document);
            List<(string, string, string)> entries = [];
            foreach (JsonProperty repository in json.RootElement.EnumerateObject())
            {
                foreach (JsonProperty tag in repository.Value.EnumerateObject())
                {
                    entries.Add((repository.Name, tag.Name, tag.Value.GetString() ?? ""));
                }
            }

            return entries;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, $"invalid archive: {RepositoriesPath} is malformed", e);
        }
    }

    private Descriptor Add(string id)
    {
        List<JsonElement> chain = ReadChain(id);
        List<ArchiveItem> layers = [];
        List<Digest> diffIds = [];
        List<string> history = [];
        foreach (JsonElement description in chain)
        {
            ArchiveItem item = assembler.Contents.Find($"{Text(description, "id")}/layer.tar", RepositoriesPath);
            TakenLayer layer = item.Layer ?? TakeLate(item);
            diffIds.Add(layer.DiffId ?? throw new ImageException(
                ImageErrorKind.InvalidContent, $"invalid archive: {item.Path}: {layer.Fault?.Message}", layer.Fault));
            layers.Add(item);
            history.Add(HistoryOf(description));
        }

        byte[] config = Encoding.UTF8.GetBytes(ConfigOf(chain[^1], diffIds, history));
        ImageAssembler.Parse($"{id}/json", () => ImageConfig.Parse(config));
        return assembler.Add(MediaTypes.OciManifest, new ImageManifest
        {
            MediaType = MediaTypes.OciManifest,
            Config = assembler.Add(MediaTypes.OciConfig, config),
            Layers = layers.ConvertAll(assembler.DescriptorOf),
        }.ToJson());
    }

    // A small layer, which has stayed in memory.
    private TakenLayer TakeLate(ArchiveItem item)
    {
        Digest diffId = assembler.ComputeDiffId(item);
        assembler.AddLayer(item, diffId, 0);
        return item.Layer!;
    }

    // The lowest layer first.
    private List<JsonElement> ReadChain(string id)
    {
        List<JsonElement> chain = [];
        HashSet<string> seen = [];
        for (string next = id; next.Length > 0; next = Text(chain[^1], "parent"))
        {
            if (!seen.Add(next))
            {
                throw new ImageException(
                    ImageErrorKind.InvalidContent, $"invalid archive: layer {ArchivePath.Display(next)} is its own parent");
            }

            if (chain.Count == assembler.Limits.Layers)
            {
                throw new ImageException(
                    ImageErrorKind.LimitExceeded,
                    $"{ArchivePath.Display(id)}: too many layers; the most that is accepted is {assembler.Limits.Layers}");
            }

            ArchiveItem item = assembler.Contents.Find($"{next}/json", RepositoriesPath);
            JsonElement description = ReadDescription(item);
            chain.Add(Text(description, "id") == next
                ? description
                : throw new ImageException(ImageErrorKind.InvalidContent, $"invalid archive: {ArchivePath.Display(item.Path)} has another id"));
        }

        if (chain.Count == 0)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, $"invalid archive: {RepositoriesPath} has an image without an id");
        }

        chain.Reverse();
        return chain;
    }

    private JsonElement ReadDescription(ArchiveItem item)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(assembler.Contents.Read(item, assembler.Limits.ConfigBytes));
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? json.RootElement.Clone()
                : throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, $"invalid archive: {ArchivePath.Display(item.Path)} is malformed", e);
        }
    }

    private static string Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    // The fields of Docker's Go type, in its order.
    private static string HistoryOf(JsonElement description)
    {
        StringBuilder json = new();
        string created = Text(description, "created");
        json.Append("{\"created\":").Append(GoJson.Quote(created.Length > 0 ? created : "0001-01-01T00:00:00Z"));
        AppendText(json, "author", Text(description, "author"));
        AppendText(json, "created_by", CommandOf(description));
        AppendText(json, "comment", Text(description, "comment"));
        return json.Append('}').ToString();
    }

    private static string CommandOf(JsonElement description) =>
        description.TryGetProperty("container_config", out JsonElement config) && config.ValueKind == JsonValueKind.Object
        && config.TryGetProperty("Cmd", out JsonElement command) && command.ValueKind == JsonValueKind.Array
            ? string.Join(' ', command.EnumerateArray().Select(word => word.ValueKind == JsonValueKind.String ? word.GetString() : ""))
            : "";

    private static void AppendText(StringBuilder json, string name, string value)
    {
        if (value.Length > 0)
        {
            json.Append(",\"").Append(name).Append("\":").Append(GoJson.Quote(value));
        }
    }

    // Go writes maps in the order of their names.
    private static string ConfigOf(JsonElement topmost, List<Digest> diffIds, List<string> history)
    {
        SortedDictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (JsonProperty property in topmost.EnumerateObject())
        {
            if (!OldFields.Contains(property.Name))
            {
                fields[property.Name] = GoJson.Compact(property.Value.GetRawText());
            }
        }

        fields["rootfs"] = $"{{\"type\":\"layers\",\"diff_ids\":[{string.Join(',', diffIds.Select(d => $"\"{d}\""))}]}}";
        fields["history"] = $"[{string.Join(',', history)}]";
        return $"{{{string.Join(',', fields.Select(f => $"{GoJson.Quote(f.Key)}:{f.Value}"))}}}";
    }
}
