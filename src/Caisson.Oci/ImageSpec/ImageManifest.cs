using System.Diagnostics.CodeAnalysis;
using Caisson.Oci.ImageSpec.Json;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.ImageSpec;

/// <summary>What an image of one platform is made of: its configuration and its layers. OCI's manifest (image-spec,
/// manifest.md) and Docker's, schema 2.</summary>
public sealed record ImageManifest : ISpecObject
{
    private const string Document = "manifest";

    /// <summary>Nothing given.</summary>
    public ImageManifest()
    {
    }

    [SetsRequiredMembers]
    private ImageManifest(ref SpecReader json)
    {
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
                case "config": Config = new Descriptor(ref json); break;
                case "layers": Layers = json.ReadDescriptors(); break;
                case "subject": Subject = new Descriptor(ref json); break;
                case "annotations": Annotations = json.ReadStringMap(); break;
                case "manifests" or "fsLayers" or "history" or "signatures":
                    json.Throw("does not belong in a manifest: other readers would take it for another kind of document");
                    break;
                default: json.Skip(); break;
            }
        }

        json.Require(schemaVersion != 0, "schemaVersion");
        json.Require(Config is not null, "config");
    }

    /// <summary>Its kind: <see cref="MediaTypes.OciManifest"/> or <see cref="MediaTypes.DockerManifest"/>.</summary>
    public required string MediaType { get; init; }

    /// <summary>What kind of artifact it describes, where that is no image.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>The configuration.</summary>
    public required Descriptor Config { get; init; }

    /// <summary>The layers, the lowest first. Go writes null where there are none.</summary>
    public IReadOnlyList<Descriptor> Layers { get; init; } = [];

    /// <summary>The manifest that this one says something about.</summary>
    public Descriptor? Subject { get; init; }

    /// <summary>Arbitrary metadata.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Reads one from JSON.</summary>
    /// <param name="utf8">The document.</param>
    /// <param name="mediaType">What it was said to be, by its descriptor or by the registry; null where nobody said
    /// anything. What it says itself must be the same.</param>
    /// <exception cref="OciException">It is not JSON, not a manifest, or could be taken for an index as well
    /// (CVE-2021-41190).</exception>
    public static ImageManifest Parse(ReadOnlySpan<byte> utf8, string? mediaType = null)
    {
        ImageManifest manifest = ImageDocument.LoadManifest(
            utf8, Document, static (ref json) => new ImageManifest(ref json));
        return manifest with
        {
            MediaType = ManifestKinds.Agree(Document, manifest.MediaType, mediaType, MediaTypes.IsManifest, MediaTypes.OciManifest),
        };
    }

    /// <summary>Writes it as JSON, without what is null, in the order of the specification's Go types.</summary>
    public byte[] ToJson() => SpecDocument.Save(this, indented: false);

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Number("schemaVersion", (long)ManifestKinds.SchemaVersion);
        json.Text("mediaType", MediaType);
        json.Text("artifactType", ArtifactType);
        json.Object("config", Config);
        json.Objects("layers", Layers);
        json.Object("subject", Subject);
        json.SortedMap("annotations", Annotations);
    }
}
