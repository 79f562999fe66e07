using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Text;
using Caisson.Images.Layers.Tar;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Tests.Archives;

/// <summary>Archives of images, put together by hand: what programs write, and what none would.</summary>
[SuppressMessage("Design", "CA1001", Justification = "it is memory alone that is held")]
internal sealed class SampleArchive
{
    private readonly MemoryStream _bytes = new();
    private readonly TarWriter _tar;

    internal SampleArchive() => _tar = new TarWriter(_bytes);

    /// <summary>The archive of a layer with one file.</summary>
    internal static byte[] Layer(string path, string text)
    {
        using MemoryStream bytes = new();
        var tar = new TarWriter(bytes);
        byte[] contents = Encoding.UTF8.GetBytes(text);
        tar.WriteEntry(new TarEntry { Kind = TarEntryKind.RegularFile, Path = Encoding.UTF8.GetBytes(path), Mode = 0b110_100_100, SizeBytes = contents.Length });
        tar.WriteContents(contents);
        tar.Finish();
        return bytes.ToArray();
    }

    /// <summary>A layer that is too large to be kept in memory, and does not compress.</summary>
    internal static byte[] LargeLayer(int seed)
    {
        byte[] contents = new byte[300_000];
        new Random(seed).NextBytes(contents);
        return Layer($"large-{seed}", Convert.ToBase64String(contents));
    }

    internal static byte[] Gzip(byte[] data)
    {
        using MemoryStream bytes = new();
        using (GZipStream gzip = new(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(data);
        }

        return bytes.ToArray();
    }

    /// <summary>A configuration with layers.</summary>
    internal static byte[] Config(params byte[][] layers) => new ImageConfig
    {
        Created = "2024-01-01T00:00:00Z",
        Os = "linux",
        Architecture = "amd64",
        Config = new ContainerDefaults { Cmd = ["sh"] },
        RootFs = new RootFs { DiffIds = [.. layers.Select(layer => Digest.Compute(layer))] },
    }.ToJson();

    /// <summary>What <c>docker save</c> of version 20.10 writes, in its order: the manifest last.</summary>
    internal static byte[] Docker(string tag, params byte[][] layers)
    {
        byte[] config = Config(layers);
        SampleArchive archive = new();
        for (int i = 0; i < layers.Length; i++)
        {
            archive.Add($"{i:x64}/VERSION", "1.0"u8).Add($"{i:x64}/json", "{}"u8).Add($"{i:x64}/layer.tar", layers[i]);
        }

        string hex = Digest.Compute(config).Hex;
        string paths = string.Join(',', layers.Select((_, i) => $"\"{i:x64}/layer.tar\""));
        return archive.Add($"{hex}.json", config)
            .Add("manifest.json", $$"""[{"Config":"{{hex}}.json","RepoTags":["{{tag}}"],"Layers":[{{paths}}]}]""")
            .Finish();
    }

    /// <summary>An OCI layout.</summary>
    /// <param name="annotations">The annotations of its image, as JSON.</param>
    /// <param name="layers">Its layers as they are, and uncompressed.</param>
    internal static byte[] Oci(string annotations, params (byte[] Blob, byte[] Tar)[] layers)
    {
        SampleArchive archive = new();
        Descriptor config = archive.AddBlob(MediaTypes.OciConfig, Config([.. layers.Select(layer => layer.Tar)]));
        Descriptor manifest = archive.AddBlob(MediaTypes.OciManifest, new ImageManifest
        {
            MediaType = MediaTypes.OciManifest,
            Config = config,
            Layers = [.. layers.Select(layer => archive.AddBlob(
                layer.Blob == layer.Tar ? MediaTypes.OciLayerTar : MediaTypes.OciLayerTarGzip, layer.Blob))],
        }.ToJson());
        return archive.AddLayout(manifest, annotations).Finish();
    }

    internal SampleArchive AddLayout(Descriptor target, string annotations = "{}") => Add("oci-layout", """{"imageLayoutVersion":"1.0.0"}""")
        .Add("index.json", $$"""{"schemaVersion":2,"manifests":[{"mediaType":"{{target.MediaType}}","digest":"{{target.Digest}}","size":{{target.Size}},"annotations":{{annotations}}}]}""");

    internal SampleArchive Add(string path, string contents) => Add(path, Encoding.UTF8.GetBytes(contents));

    internal SampleArchive Add(string path, ReadOnlySpan<byte> contents)
    {
        _tar.WriteEntry(new TarEntry { Kind = TarEntryKind.RegularFile, Path = Encoding.UTF8.GetBytes(path), SizeBytes = contents.Length });
        _tar.WriteContents(contents);
        return this;
    }

    internal SampleArchive AddLink(string path, string target, TarEntryKind kind = TarEntryKind.SymbolicLink)
    {
        _tar.WriteEntry(new TarEntry { Kind = kind, Path = Encoding.UTF8.GetBytes(path), LinkTarget = Encoding.UTF8.GetBytes(target) });
        return this;
    }

    internal Descriptor AddBlob(string mediaType, byte[] contents)
    {
        Digest digest = Digest.Compute(contents);
        Add($"blobs/sha256/{digest.Hex}", contents);
        return new Descriptor { MediaType = mediaType, Digest = digest, Size = contents.Length };
    }

    internal byte[] Finish()
    {
        _tar.Finish();
        return _bytes.ToArray();
    }

    /// <summary>Everything that a store holds, by its paths: empty for one that nothing was added to.</summary>
    internal static IReadOnlyList<string> FilesOf(ImageStore store) =>
    [
        .. Directory.EnumerateFiles(store.Folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(store.Folder, path))
            .Where(path => path is not ("lock" or "version"))
            .Order(StringComparer.Ordinal),
    ];
}
