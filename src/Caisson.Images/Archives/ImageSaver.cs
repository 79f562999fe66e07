using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Caisson.Images.Archives.Intake;
using Caisson.Images.Archives.Layouts;
using Caisson.Images.Layers.Tar;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives;

/// <summary>
/// Writes images into an archive that is both an OCI layout and what <c>docker load</c> has read since version 1.10, as
/// Docker writes it since version 25. The same images give the same bytes.
/// </summary>
/// <remarks>Thread: any.</remarks>
public static class ImageSaver
{
    private const int BufferBytes = 256 << 10;
    private const string NameAnnotation = "io.containerd.image.name";
    private const string RefNameAnnotation = "org.opencontainers.image.ref.name";

    // JSON that goes into a file, never into a web page.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes images.</summary>
    /// <param name="store">Where they are.</param>
    /// <param name="images">
    /// Names and ids. A name without a tag stands for all tags of it; an id gives an image without a name.
    /// </param>
    /// <param name="archive">Where to; it stays the caller's, and need not be able to seek.</param>
    /// <param name="platform">Which image of an index manifest.json describes; this host's if null.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">There is no such image, or a part of it is missing or damaged.</exception>
    public static void Save(
        ImageStore store,
        IReadOnlyList<string> images,
        Stream archive,
        Platform? platform = null,
        CancellationToken cancellation = default)
    {
        using Lease lease = store.Leases.Begin();
        SortedDictionary<string, SavedImage> saved = new(StringComparer.Ordinal);
        foreach (string image in images)
        {
            foreach ((Descriptor target, ImageReference? name) in Find(store, image))
            {
                lease.AddImage(target.Digest);
                string key = target.Digest.ToString();
                if (!saved.TryGetValue(key, out SavedImage? known))
                {
                    StoredImage resolved = store.Images.TryResolve(target, platform) ?? throw new ImageException(
                        ImageErrorKind.NotFound, $"{image}: parts of the image are not in the store: pull it again");
                    known = new SavedImage(resolved, target);
                    saved.Add(key, known);
                }

                if (name is not null)
                {
                    known.Names.Add(name);
                }
            }
        }

        SortedDictionary<string, Digest> blobs = new(StringComparer.Ordinal);
        foreach (SavedImage image in saved.Values)
        {
            new SavedContent(store).AddTo(blobs, image.Target, image.Image.ManifestDescriptor.Digest);
        }

        Write(store, archive, [.. saved.Values], blobs, cancellation);
    }

    private static List<(Descriptor Target, ImageReference? Name)> Find(ImageStore store, string text)
    {
        if (ImageReference.TryParse(text, out ImageReference? name))
        {
            bool isRepository = name.Tag is null && name.Digest is null;
            List<(Descriptor Target, ImageReference? Name)> named = [];
            foreach (StoredReference reference in store.References.List())
            {
                bool isMeant = isRepository
                    ? reference.Name is { Tag: not null } stored && stored.Name == name.Name
                    : reference.Name == (name.Digest is { } digest ? name.WithDigest(digest) : name);
                if (isMeant)
                {
                    named.Add((reference.Target, reference.Name));
                }
            }

            if (named.Count > 0)
            {
                return named;
            }
        }

        return [(store.Images.Get(text).Target, null)];
    }

    private static void Write(
        ImageStore store,
        Stream archive,
        IReadOnlyList<SavedImage> images,
        SortedDictionary<string, Digest> blobs,
        CancellationToken cancellation)
    {
        var tar = new TarWriter(archive);
        foreach (string folder in blobs.Keys.Select(path => path[..path.LastIndexOf('/')]).Prepend("blobs").Distinct())
        {
            tar.WriteEntry(Entry(TarEntryKind.Directory, folder, 0));
        }

        byte[] buffer = new byte[BufferBytes];
        foreach ((string path, Digest digest) in blobs)
        {
            using Stream content = store.Content.OpenVerified(digest);
            tar.WriteEntry(Entry(TarEntryKind.RegularFile, path, content.Length));
            while (content.Read(buffer) is > 0 and var count)
            {
                cancellation.ThrowIfCancellationRequested();
                tar.WriteContents(buffer.AsSpan(0, count));
            }
        }

        WriteDocument(tar, "index.json", IndexOf(images));
        WriteDocument(tar, DockerArchiveReader.ManifestPath, DockerManifestOf(images));
        WriteDocument(tar, "oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}"u8);
        if (images.Any(image => image.Tags.Any()))
        {
            WriteDocument(tar, LegacyArchiveReader.RepositoriesPath, RepositoriesOf(images));
        }

        tar.Finish();
    }

    private static void WriteDocument(TarWriter tar, string path, ReadOnlySpan<byte> document)
    {
        tar.WriteEntry(Entry(TarEntryKind.RegularFile, path, document.Length));
        tar.WriteContents(document);
    }

    private static TarEntry Entry(TarEntryKind kind, string path, long sizeBytes)
    {
        const uint DirectoryMode = 0b111_101_101;
        const uint FileMode = 0b110_100_100;
        return new TarEntry
        {
            Kind = kind,
            Path = Encoding.UTF8.GetBytes(path),
            Mode = kind == TarEntryKind.Directory ? DirectoryMode : FileMode,
            SizeBytes = sizeBytes,
        };
    }

    private static byte[] IndexOf(IReadOnlyList<SavedImage> images)
    {
        List<Descriptor> entries = [];
        foreach (SavedImage image in images)
        {
            Descriptor entry = new() { MediaType = image.Target.MediaType, Digest = image.Target.Digest, Size = image.Target.Size };
            if (image.Names.Count == 0)
            {
                entries.Add(entry);
            }

            foreach (ImageReference name in image.SortedNames)
            {
                Dictionary<string, string> annotations = new() { [NameAnnotation] = name.ToString() };
                if (name.Tag is { } tag)
                {
                    annotations[RefNameAnnotation] = tag;
                }

                entries.Add(entry with { Annotations = annotations });
            }
        }

        return new ImageIndex { MediaType = MediaTypes.OciIndex, Manifests = entries }.ToJson();
    }

    private static byte[] DockerManifestOf(IReadOnlyList<SavedImage> images) => Json(json =>
    {
        json.WriteStartArray();
        foreach (SavedImage image in images)
        {
            json.WriteStartObject();
            json.WriteString("Config", ArchivePath.OfBlob(image.Image.Id));
            if (image.Tags.Any())
            {
                WriteStrings(json, "RepoTags", image.Tags.Select(name => name.Familiar));
            }
            else
            {
                json.WriteNull("RepoTags");
            }

            WriteStrings(json, "Layers", image.Image.Manifest.Layers.Select(layer => ArchivePath.OfBlob(layer.Digest)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    // For programs of before version 1.10, which find the topmost layer by it.
    private static byte[] RepositoriesOf(IReadOnlyList<SavedImage> images)
    {
        SortedDictionary<string, SortedDictionary<string, string>> repositories = new(StringComparer.Ordinal);
        foreach (SavedImage image in images)
        {
            string topmost = image.Image.Manifest.Layers is [.., var last] ? last.Digest.Hex : image.Image.Id.Hex;
            foreach (ImageReference name in image.Tags)
            {
                if (!repositories.TryGetValue(name.FamiliarName, out SortedDictionary<string, string>? tags))
                {
                    tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
                    repositories.Add(name.FamiliarName, tags);
                }

                tags[name.Tag!] = topmost;
            }
        }

        return Json(json =>
        {
            json.WriteStartObject();
            foreach ((string repository, SortedDictionary<string, string> tags) in repositories)
            {
                json.WriteStartObject(repository);
                foreach ((string tag, string topmost) in tags)
                {
                    json.WriteString(tag, topmost);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
        });
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer, Plain))
        {
            write(json);
        }

        return buffer.ToArray();
    }

    private sealed class SavedImage(StoredImage image, Descriptor target)
    {
        internal StoredImage Image => image;

        internal Descriptor Target => target;

        internal HashSet<ImageReference> Names { get; } = [];

        internal IEnumerable<ImageReference> SortedNames => Names.OrderBy(name => name.ToString(), StringComparer.Ordinal);

        internal IEnumerable<ImageReference> Tags => SortedNames.Where(name => name.Tag is not null);
    }
}
