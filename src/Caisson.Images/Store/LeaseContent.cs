using System.Text;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>What a lease keeps.</summary>
public sealed record LeaseContent
{
    private const string ImageKind = "image";
    private const string BlobKind = "blob";
    private const string LayerKind = "layer";

    /// <summary>Manifests and indexes, with everything that they refer to.</summary>
    public IReadOnlyCollection<Digest> Images { get; init; } = [];

    /// <summary>Content by itself.</summary>
    public IReadOnlyCollection<Digest> Blobs { get; init; } = [];

    /// <summary>Unpacked layers, by the digest of their tar.</summary>
    public IReadOnlyCollection<Digest> Layers { get; init; } = [];

    internal string ToText()
    {
        StringBuilder text = new();
        foreach (Digest digest in Images)
        {
            text.Append(Line(ImageKind, digest));
        }

        foreach (Digest digest in Blobs)
        {
            text.Append(Line(BlobKind, digest));
        }

        foreach (Digest digest in Layers)
        {
            text.Append(Line(LayerKind, digest));
        }

        return text.ToString();
    }

    /// <summary>Reads what <see cref="ToText"/> wrote. A last line without an end was being written: what it was to keep is
    /// not used yet.</summary>
    internal static LeaseContent Parse(string text, string path)
    {
        List<Digest> images = [];
        List<Digest> blobs = [];
        List<Digest> layers = [];
        string[] lines = text.Split('\n');
        foreach (string line in lines.AsSpan(0, lines.Length - 1))
        {
            string[] parts = line.Split(' ');
            List<Digest>? list = parts[0] switch
            {
                ImageKind => images,
                BlobKind => blobs,
                LayerKind => layers,
                _ => null,
            };
            if (list is null || parts.Length != 2 || !Digest.TryParse(parts[1], out Digest digest))
            {
                throw new ImageException(
                    ImageErrorKind.InvalidContent, $"{path}: is damaged, and what it keeps is not known: remove it if nothing needs it");
            }

            list.Add(digest);
        }

        return new LeaseContent { Images = images, Blobs = blobs, Layers = layers };
    }

    internal static string BlobLine(Digest digest) => Line(BlobKind, digest);

    internal static string LayerLine(Digest digest) => Line(LayerKind, digest);

    internal static string ImageLine(Digest digest) => Line(ImageKind, digest);

    private static string Line(string kind, Digest digest) => $"{kind} {digest}\n";
}
