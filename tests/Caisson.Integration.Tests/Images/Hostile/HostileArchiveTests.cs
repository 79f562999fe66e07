using System.Formats.Tar;
using System.Text;
using System.Text.Json.Nodes;
using Caisson.Integration.Tests.Images.Support;

namespace Caisson.Integration.Tests.Images.Hostile;

/// <summary>Archives of images that are not what they say, loaded by the executable.</summary>
public sealed class HostileArchiveTests : HostileTest
{
    private const string Name = "tests/hostile:1";

    // How each is made, and a word that the one line of error names.
    private static readonly Dictionary<string, (Action<string> Write, string Word)> Attacks = new()
    {
        ["nothing"] = (p => File.WriteAllText(p, ""), ""),
        ["HTML"] = (p => File.WriteAllText(p, "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>"), ""),
        ["archive cut off"] = (CutOff, ""),
        ["blob with another content"] = (p => OneFile().WriteOciArchive(p, Name, f => Corrupt(f, 2)), "sha256:"),
        ["configuration with another content"] = (p => OneFile().WriteOciArchive(p, Name, f => Corrupt(f, 1)), "sha256:"),
        ["manifest with another content"] = (p => OneFile().WriteOciArchive(p, Name, f => Corrupt(f, 0)), "sha256:"),
        ["blob missing"] = (p => OneFile().WriteOciArchive(p, Name, f => f.Remove(Blob(f, 2))), "sha256:"),
        ["size too small"] = (p => WithManifest(p, m => m["layers"]![0]!["size"] = 1), "announced"),
        ["size too large"] = (p => WithManifest(p, m => m["layers"]![0]!["size"] = 1L << 40), "announced"),
        ["size negative"] = (p => WithManifest(p, m => m["layers"]![0]!["size"] = -1), "size"),
        ["size not whole"] = (p => WithManifest(p, m => m["layers"]![0]!["size"] = 1.5), "size"),
        ["digest with a path"] = (p => WithManifest(p, m => m["layers"]![0]!["digest"] = "sha256:../../../../etc/passwd"), "digest"),
        ["digest of an unknown algorithm"] = (p => WithManifest(p, m => m["layers"]![0]!["digest"] = "md5:d41d8cd98f00b204e9800998ecf8427e"), "digest"),
        ["layer of an unknown type"] = (p => WithManifest(p, m => m["layers"]![0]!["mediaType"] = "text/html"), "no image"),
        ["configuration of an unknown type"] = (p => WithManifest(p, m => m["config"]!["mediaType"] = "text/html"), ""),
        ["manifest that says it is an index"] = (p => WithManifest(p, m => m["mediaType"] = HandmadeImage.IndexType), ""),
        ["manifest that is an index too"] = (p => WithManifest(p, m => m["manifests"] = new JsonArray()), "manifests"),
        ["manifest without layers"] = (p => WithManifest(p, m => m.Remove("layers")), ""),
        ["manifest nested deeply"] = (p => WithManifest(p, m => m["x"] = JsonNode.Parse(new string('[', 60) + new string(']', 60)), nested: true), ""),
        ["manifest of megabytes"] = (p => WithManifest(p, m => m["x"] = new string('x', 5 << 20)), ""),
        ["index of indexes of indexes"] = (NestedIndexes, ""),
        ["thousands of layers"] = (ThousandsOfLayers, "layers"),
        ["layer that the configuration does not have"] = (p => WithConfig(p, c => c["rootfs"]!["diff_ids"]!.AsArray().Clear()), ""),
        ["layer with another content than the configuration's"] =
            (p => WithConfig(p, c => c["rootfs"]!["diff_ids"]![0] = "sha256:" + new string('0', 64)), "sha256:"),
        ["configuration without a root file system"] = (p => WithConfig(p, c => c.Remove("rootfs")), "rootfs"),
        ["layer cut off"] = (p => WithLayer(p, l => l[..(l.Length / 2)]), ""),
        ["layer with a wrong checksum"] = (p => WithLayer(p, WrongChecksum), ""),
        ["layer that is text"] = (p => WithLayer(p, _ => "no archive at all, but longer than one block of a tar archive would be"u8.ToArray()), ""),
        ["layer that is half a tar"] = (p => WithLayer(p, _ => HalfATar()), ""),
        ["entry that claims exabytes"] = (p => WithLayer(p, _ => HugeEntry()), ""),
        ["path of an entry leads up"] = (p => WithEntries(p, w => w.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "../../../escaped"))), ""),
        ["manifest.json is a link"] = (p => WithEntries(p, w => Link(w, "manifest.json", "/etc/passwd")), "manifest.json"),
        ["manifest.json is a link into the archive"] = (p => WithEntries(p, w => Link(w, "manifest.json", "other.json")), "manifest.json"),
        ["layer is a link that leads up"] = (p => DockerArchiveWithLink(p, "../../../../../../etc/passwd"), ""),
        ["layer is a link to itself"] = (p => DockerArchiveWithLink(p, "layer.tar"), ""),
        ["name with steps up"] = (p => OneFile().WriteDockerArchive(p, "../../up:1"), ""),
        ["name in capitals"] = (p => OneFile().WriteDockerArchive(p, "tests/HOSTILE:1"), ""),
        ["fifo in the archive"] = (p => WithEntries(p, w => w.WriteEntry(new PaxTarEntry(TarEntryType.Fifo, "fifo"))), "fifo"),
    };

    public static TheoryData<string> AttackNames => [.. Attacks.Keys];

    [Theory, MemberData(nameof(AttackNames))]
    public void Load_HostileArchive_IsOneLineAndNothingElse(string name)
    {
        (Action<string> write, string word) = Attacks[name];
        string archive = InFolder("hostile.tar");
        write(archive);

        Caisson.RefusesToLoad(archive, word);

        AssertNothingHappened();
    }

    private static HandmadeImage OneFile() => HandmadeImage.WithOneFile("hostile");

    // The blobs are the manifest, the configuration and the layer, in this order.
    private static string Blob(Dictionary<string, byte[]> files, int index) => files.Keys.Where(k => k.StartsWith("blobs/", StringComparison.Ordinal)).ElementAt(index);

    private static void Corrupt(Dictionary<string, byte[]> files, int index)
    {
        string path = Blob(files, index);
        files[path] = [.. files[path]];
        files[path][^1] ^= 1;
    }

    private static void CutOff(string path)
    {
        HandmadeImage.WithOneFile(new string('x', 100_000)).WriteDockerArchive(path, Name);
        using FileStream file = File.OpenWrite(path);
        file.SetLength(50_000);
    }

    private static void WithManifest(string path, Action<JsonObject> change, bool nested = false)
    {
        HandmadeImage image = OneFile();
        change(image.Manifest);
        if (nested)
        {
            // System.Text.Json writes 64 levels at most: the rest comes as text.
            string text = Encoding.UTF8.GetString(image.ManifestBytes).Replace("[[[", new string('[', 100_000), StringComparison.Ordinal);
            byte[] manifest = Encoding.UTF8.GetBytes(text);
            HandmadeImage.WriteLayout(path, [HandmadeImage.Describe(manifest, HandmadeImage.ManifestType)], [manifest, image.ConfigBytes, .. image.Layers]);
            return;
        }

        image.WriteOciArchive(path, Name);
    }

    private static void WithConfig(string path, Action<JsonObject> change)
    {
        HandmadeImage image = OneFile();
        change(image.Configuration);
        image.Manifest["config"] = HandmadeImage.Describe(image.ConfigBytes, HandmadeImage.ConfigType);
        image.WriteOciArchive(path, Name);
    }

    private static void WithLayer(string path, Func<byte[], byte[]> change)
    {
        HandmadeImage image = OneFile();
        image.Layers[0] = change(image.Layers[0]);
        image.Manifest["layers"]![0] = HandmadeImage.Describe(image.Layers[0], HandmadeImage.GzipLayerType);
        image.WriteOciArchive(path, Name);
    }

    private static void WithEntries(string path, Action<TarWriter> add)
    {
        string whole = path + ".whole";
        OneFile().WriteDockerArchive(whole, Name);
        using FileStream source = File.OpenRead(whole);
        using var reader = new TarReader(source);
        using FileStream target = File.Create(path);
        using var writer = new TarWriter(target, TarEntryFormat.Pax);
        add(writer);
        while (reader.GetNextEntry(copyData: true) is { } entry)
        {
            writer.WriteEntry(entry);
        }
    }

    private static void Link(TarWriter writer, string name, string target) =>
        writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = target });

    private static void DockerArchiveWithLink(string path, string target)
    {
        HandmadeImage image = OneFile();
        using FileStream stream = File.Create(path);
        using var writer = new TarWriter(stream, TarEntryFormat.Pax);
        Link(writer, "layer/layer.tar", target);
        foreach ((string name, byte[] content) in (IEnumerable<(string, byte[])>)
            [("config.json", image.ConfigBytes), ("manifest.json", """[{"Config":"config.json","RepoTags":null,"Layers":["layer/layer.tar"]}]"""u8.ToArray())])
        {
            using var data = new MemoryStream(content);
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data });
        }
    }

    private static void NestedIndexes(string path)
    {
        HandmadeImage image = OneFile();
        List<byte[]> blobs = [image.ManifestBytes, image.ConfigBytes, .. image.Layers];
        JsonObject descriptor = HandmadeImage.Describe(image.ManifestBytes, HandmadeImage.ManifestType);
        for (int i = 0; i < 50; i++)
        {
            byte[] index = HandmadeImage.Bytes(new JsonObject
            {
                ["schemaVersion"] = 2,
                ["mediaType"] = HandmadeImage.IndexType,
                ["manifests"] = new JsonArray(descriptor),
            });
            blobs.Add(index);
            descriptor = HandmadeImage.Describe(index, HandmadeImage.IndexType);
        }

        HandmadeImage.WriteLayout(path, [descriptor], blobs);
    }

    private static void ThousandsOfLayers(string path)
    {
        HandmadeImage image = OneFile();
        JsonNode layer = image.Manifest["layers"]![0]!;
        image.Manifest["layers"] = new JsonArray([.. Enumerable.Range(0, 5000).Select(_ => layer.DeepClone())]);
        image.Configuration["rootfs"]!["diff_ids"] = ConfigEdits.Strings(Enumerable.Repeat(image.DiffIds[0], 5000));
        image.Manifest["config"] = HandmadeImage.Describe(image.ConfigBytes, HandmadeImage.ConfigType);
        image.WriteOciArchive(path, Name);
    }

    private static byte[] WrongChecksum(byte[] gzip)
    {
        byte[] changed = [.. gzip];
        changed[^6] ^= 1;
        return changed;
    }

    private static byte[] HalfATar()
    {
        using var layer = new LayerArchive();
        byte[] tar = layer.File("file", new string('x', 10_000)).ToArray();
        return LayerArchive.Gzip(tar.AsSpan(0, 5000));
    }

    // A size in base 256, which is how GNU tar writes what does not fit into eleven octal digits.
    private static byte[] HugeEntry()
    {
        using var layer = new LayerArchive();
        byte[] tar = layer.File("file", "x").ToArray();
        int header = tar.AsSpan().IndexOf("ustar"u8) - 257;
        while (tar[header + 156] != (byte)'0')
        {
            header += 512;
        }

        Span<byte> size = tar.AsSpan(header + 124, 12);
        size.Clear();
        size[0] = 0x80;
        size[4] = 0x7f;
        tar.AsSpan(header + 148, 8).Fill((byte)' ');
        int sum = 0;
        foreach (byte value in tar.AsSpan(header, 512))
        {
            sum += value;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(tar.AsSpan(header + 148));
        return LayerArchive.Gzip(tar);
    }
}
