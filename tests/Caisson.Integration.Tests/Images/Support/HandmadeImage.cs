using System.Formats.Tar;
using System.Text;
using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.Images.Support;

/// <summary>
/// An image that a test puts together blob by blob, as an OCI layout, as what <c>docker save</c> writes, or as answers of
/// a registry. Every part can be replaced by one that does not fit the others.
/// </summary>
public sealed class HandmadeImage
{
    /// <summary>The media type of an index.</summary>
    public const string IndexType = "application/vnd.oci.image.index.v1+json";

    /// <summary>The media type of a manifest.</summary>
    public const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>The media type of a configuration.</summary>
    public const string ConfigType = "application/vnd.oci.image.config.v1+json";

    /// <summary>The media type of a layer that is compressed with gzip.</summary>
    public const string GzipLayerType = "application/vnd.oci.image.layer.v1.tar+gzip";

    private readonly List<byte[]> _tars;

    /// <summary>Makes an image.</summary>
    /// <param name="tars">Its layers, lowest first, uncompressed.</param>
    public HandmadeImage(params IEnumerable<byte[]> tars)
    {
        _tars = [.. tars];
        Layers = [.. _tars.Select(t => LayerArchive.Gzip(t))];
        Configuration = new JsonObject
        {
            ["created"] = "2024-02-03T04:05:06.789Z",
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["config"] = new JsonObject
            {
                ["Env"] = ConfigEdits.Strings("PATH=/bin"),
                ["Cmd"] = ConfigEdits.Strings("sh"),
                ["Labels"] = new JsonObject { ["made.by"] = "hand <&> «hand»" },
            },
            ["rootfs"] = new JsonObject
            {
                ["type"] = "layers",
                ["diff_ids"] = ConfigEdits.Strings(_tars.Select(t => LayerArchive.DigestOf(t))),
            },
            ["history"] = new JsonArray([.. _tars.Select(_ => new JsonObject { ["created_by"] = "by hand" })]),
            ["a.field.of.the.future"] = new JsonObject { ["kept"] = true },
        };
        Manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = ManifestType,
            ["config"] = Describe(ConfigBytes, ConfigType),
            ["layers"] = new JsonArray([.. Layers.Select(l => Describe(l, GzipLayerType))]),
        };
    }

    /// <summary>The layers as they are transported.</summary>
    public List<byte[]> Layers { get; }

    /// <summary>The configuration.</summary>
    public JsonObject Configuration { get; }

    /// <summary>The manifest. It names the configuration that the image was made with.</summary>
    public JsonObject Manifest { get; }

    /// <summary>The configuration's bytes.</summary>
    public byte[] ConfigBytes => Bytes(Configuration);

    /// <summary>The manifest's bytes.</summary>
    public byte[] ManifestBytes => Bytes(Manifest);

    /// <summary>The image's id.</summary>
    public string Id => LayerArchive.DigestOf(ConfigBytes);

    /// <summary>The manifest's digest.</summary>
    public string ManifestDigest => LayerArchive.DigestOf(ManifestBytes);

    /// <summary>The digests of the uncompressed layers.</summary>
    public string[] DiffIds => [.. _tars.Select(t => LayerArchive.DigestOf(t))];

    /// <summary>An image with something of everything that layers can have.</summary>
    public static HandmadeImage WithEverything()
    {
        using var lower = new LayerArchive();
        lower.Folder("etc/").File("etc/passwd", "root:x:0:0:root:/:/bin/sh\n").Folder("data/", owner: 1000)
            .File("data/file", "lower", owner: 1000).File("data/gone", "gone").HardLink("data/same", "data/file")
            .Link("data/link", "/etc/passwd").Fifo("data/fifo").Device("data/null", 1, 3)
            .File("data/setuid", "x", 0b100_111_101_101).FileWithAttribute("data/attribute", "user.note", "kept")
            .Folder("old/").File("old/a", "a").File($"data/{new string('n', 200)}", "long");
        using var upper = new LayerArchive();
        upper.Folder("data/", owner: 1000).File("data/.wh.gone", "").File("data/new", "new")
            .Folder("old/").File("old/.wh..wh..opq", "").File("old/b", "b");
        using var empty = new LayerArchive();
        return new HandmadeImage(lower.ToArray(), upper.ToArray(), empty.ToArray());
    }

    /// <summary>An image of one layer with one file.</summary>
    /// <param name="content">What is in it.</param>
    public static HandmadeImage WithOneFile(string content = "content")
    {
        using var layer = new LayerArchive();
        return new HandmadeImage(layer.File("file", content).ToArray());
    }

    /// <summary>A descriptor.</summary>
    /// <param name="content">Of what.</param>
    /// <param name="mediaType">Its type.</param>
    public static JsonObject Describe(ReadOnlySpan<byte> content, string mediaType) => new()
    {
        ["mediaType"] = mediaType,
        ["digest"] = LayerArchive.DigestOf(content),
        ["size"] = content.Length,
    };

    /// <summary>The bytes of a document.</summary>
    /// <param name="document">The document.</param>
    public static byte[] Bytes(JsonNode document) => Encoding.UTF8.GetBytes(document.ToJsonString());

    /// <summary>Writes an OCI layout.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="name">The image's name.</param>
    /// <param name="change">A last change of what the archive has, by path.</param>
    public void WriteOciArchive(string path, string name, Action<Dictionary<string, byte[]>>? change = null)
    {
        JsonObject descriptor = Describe(ManifestBytes, ManifestType);
        descriptor["annotations"] = new JsonObject
        {
            ["io.containerd.image.name"] = name,
            ["org.opencontainers.image.ref.name"] = name.Split(':')[^1],
        };
        WriteLayout(path, [descriptor], [ManifestBytes, ConfigBytes, .. Layers], change);
    }

    /// <summary>Writes an OCI layout of any blobs.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="descriptors">What its index names.</param>
    /// <param name="blobs">The blobs.</param>
    /// <param name="change">A last change of what the archive has, by path.</param>
    public static void WriteLayout(
        string path, IEnumerable<JsonObject> descriptors, IEnumerable<byte[]> blobs, Action<Dictionary<string, byte[]>>? change = null)
    {
        var index = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = IndexType,
            ["manifests"] = new JsonArray([.. descriptors]),
        };
        Dictionary<string, byte[]> files = new()
        {
            ["oci-layout"] = """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray(),
            ["index.json"] = Bytes(index),
        };
        foreach (byte[] blob in blobs)
        {
            files["blobs/sha256/" + LayerArchive.DigestOf(blob)["sha256:".Length..]] = blob;
        }

        change?.Invoke(files);
        WriteTar(path, files);
    }

    /// <summary>Writes what <c>docker save</c> writes.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="name">The image's name.</param>
    /// <param name="change">A last change of what the archive has, by path.</param>
    public void WriteDockerArchive(string path, string name, Action<Dictionary<string, byte[]>>? change = null)
    {
        string config = Id["sha256:".Length..] + ".json";
        string[] layers = [.. Enumerable.Range(0, _tars.Count).Select(i => $"layer-{i}/layer.tar")];
        var manifest = new JsonArray(new JsonObject
        {
            ["Config"] = config,
            ["RepoTags"] = ConfigEdits.Strings(name),
            [nameof(Layers)] = ConfigEdits.Strings(layers),
        });
        Dictionary<string, byte[]> files = new() { [config] = ConfigBytes, ["manifest.json"] = Bytes(manifest) };
        for (int i = 0; i < layers.Length; i++)
        {
            files[layers[i]] = _tars[i];
        }

        change?.Invoke(files);
        WriteTar(path, files);
    }

    private static void WriteTar(string path, Dictionary<string, byte[]> files)
    {
        using FileStream stream = File.Create(path);
        using var writer = new TarWriter(stream, TarEntryFormat.Pax);
        foreach ((string name, byte[] content) in files)
        {
            using var data = new MemoryStream(content);
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data });
        }
    }
}
