using System.Formats.Tar;
using System.IO.Compression;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Registry.Support;

/// <summary>An image with real layers, as bytes.</summary>
internal sealed class TestImage
{
    internal TestImage(string name = "image", int layers = 2, int fileBytes = 1000, Platform? platform = null)
    {
        List<Digest> diffIds = [];
        List<Descriptor> descriptors = [];
        for (int i = 0; i < layers; i++)
        {
            (byte[] tar, byte[] compressed) = Layer($"{name}-{i}", fileBytes);
            diffIds.Add(Digest.Compute(tar));
            descriptors.Add(Add(compressed, MediaTypes.OciLayerTarGzip));
        }

        DiffIds = diffIds;
        Layers = descriptors;
        platform ??= Platform.Host;
        Config = Add(
            new ImageConfig
            {
                Author = name,
                Os = platform.Os,
                Architecture = platform.Architecture,
                RootFs = new RootFs { DiffIds = diffIds },
            }.ToJson(),
            MediaTypes.OciConfig);
        ManifestBytes = new ImageManifest { MediaType = MediaTypes.OciManifest, Config = Config, Layers = descriptors }.ToJson();
        Manifest = Describe(ManifestBytes, MediaTypes.OciManifest) with { Platform = platform };
    }

    internal Dictionary<Digest, byte[]> Blobs { get; } = [];

    internal IReadOnlyList<Digest> DiffIds { get; }

    internal IReadOnlyList<Descriptor> Layers { get; }

    internal Descriptor Config { get; }

    internal byte[] ManifestBytes { get; }

    internal Descriptor Manifest { get; }

    internal static Descriptor Describe(byte[] content, string mediaType) =>
        new() { MediaType = mediaType, Digest = Digest.Compute(content), Size = content.Length };

    // What cannot be compressed, so that a layer has about as many bytes as its file.
    private static (byte[] Tar, byte[] Compressed) Layer(string name, int fileBytes)
    {
        byte[] content = new byte[fileBytes];
        new Random(name.Sum(c => c)).NextBytes(content);
        using MemoryStream tar = new();
        using (TarWriter writer = new(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"file-{name}") { DataStream = new MemoryStream(content) });
        }

        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(tar.ToArray());
        }

        return (tar.ToArray(), compressed.ToArray());
    }

    private Descriptor Add(byte[] content, string mediaType)
    {
        Descriptor descriptor = Describe(content, mediaType);
        Blobs[descriptor.Digest] = content;
        return descriptor;
    }
}
