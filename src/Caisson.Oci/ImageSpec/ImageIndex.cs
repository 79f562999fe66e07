using System.Diagnostics.CodeAnalysis;
using Caisson.Oci.ImageSpec.Json;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.ImageSpec;

/// <summary>The images of several platforms under one name. OCI's index (image-spec, image-index.md) and Docker's
/// manifest list.</summary>
public sealed record ImageIndex : ISpecObject
{
    private const string Document = "index";

    /// <summary>Nothing given.</summary>
    public ImageIndex()
    {
    }

    [SetsRequiredMembers]
    private ImageIndex(ref SpecReader json)
    {
        bool hasManifests = false;
        int schemaVersion = 0;
        MediaType = "";
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "schemaVersion": schemaVersion = ManifestKinds.ReadSchemaVersion(ref json); break;
                case "mediaType": MediaType = json.ReadMediaType(); break;
                case "artifactType": ArtifactType = json.ReadMediaType(); break;
                case "manifests": Manifests = json.ReadDescriptors(); hasManifests = true; break;
                case "subject": Subject = new Descriptor(ref json); break;
                case "annotations": Annotations = json.ReadStringMap(); break;
                case "config" or "layers" or "fsLayers" or "history" or "signatures":
                    json.Throw("does not belong in an index: other readers would take it for another kind of document");
                    break;
                default: json.Skip(); break;
            }
        }

        json.Require(schemaVersion != 0, "schemaVersion");
        json.Require(hasManifests, "manifests");
    }

    /// <summary>Its kind: <see cref="MediaTypes.OciIndex"/> or <see cref="MediaTypes.DockerManifestList"/>.</summary>
    public required string MediaType { get; init; }

    /// <summary>What kind of artifact it describes, where that is no image.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>The images, and perhaps indexes of more.</summary>
    public IReadOnlyList<Descriptor> Manifests { get; init; } = [];

    /// <summary>The manifest that this index says something about.</summary>
    public Descriptor? Subject { get; init; }

    /// <summary>Arbitrary metadata.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Reads one from JSON.</summary>
    /// <param name="utf8">The document.</param>
    /// <param name="mediaType">What it was said to be, by its descriptor or by the registry; null where nobody said
    /// anything. What it says itself must be the same.</param>
    /// <exception cref="OciException">It is not JSON, not an index, or could be taken for a manifest as well
    /// (CVE-2021-41190).</exception>
    public static ImageIndex Parse(ReadOnlySpan<byte> utf8, string? mediaType = null)
    {
        ImageIndex index = ImageDocument.LoadManifest(
            utf8, Document, static (ref json) => new ImageIndex(ref json));
        return index with
        {
            MediaType = ManifestKinds.Agree(Document, index.MediaType, mediaType, MediaTypes.IsIndex, MediaTypes.OciIndex),
        };
    }

    /// <summary>Writes it as JSON, without what is null, in the order of the specification's Go types.</summary>
    public byte[] ToJson() => SpecDocument.Save(this, indented: false);

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Number("schemaVersion", (long)ManifestKinds.SchemaVersion);
        json.Text("mediaType", MediaType);
        json.Text("artifactType", ArtifactType);
        json.Objects("manifests", Manifests);
        json.Object("subject", Subject);
        json.SortedMap("annotations", Annotations);
    }
}
