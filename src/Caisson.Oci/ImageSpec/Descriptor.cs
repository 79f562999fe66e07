using System.Diagnostics.CodeAnalysis;
using Caisson.Oci.ImageSpec.Json;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.ImageSpec;

/// <summary>What some content is, how large, and its digest; image-spec, descriptor.md.</summary>
public sealed record Descriptor : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public Descriptor()
    {
    }

    [SetsRequiredMembers]
    internal Descriptor(ref SpecReader json)
    {
        bool hasSize = false;
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "mediaType": MediaType = json.ReadMediaType(); break;
                case "digest": Digest = json.ReadDigest(); break;
                case "size": Size = json.ReadContentSize(); hasSize = true; break;
                case "urls": Urls = json.ReadStrings(); break;
                case "annotations": Annotations = json.ReadStringMap(); break;
                case "data": Data = json.ReadString(); break;
                case "platform": Platform = new Platform(ref json); break;
                case "artifactType": ArtifactType = json.ReadMediaType(); break;
                default: json.Skip(); break;
            }
        }

        json.Require(MediaType is not null, "mediaType");
        json.Require(!Digest.IsEmpty, "digest");
        json.Require(hasSize, "size");
    }

    /// <summary>What the content is; <see cref="MediaTypes"/> has those that are known here.</summary>
    public required string MediaType { get; init; }

    /// <summary>The content's digest.</summary>
    public required Digest Digest { get; init; }

    /// <summary>The content's length in bytes, up to <see cref="ImageSpecLimits.MaxContentBytes"/>.</summary>
    public required long Size { get; init; }

    /// <summary>Where else the content can be had.</summary>
    public IReadOnlyList<string>? Urls { get; init; }

    /// <summary>Arbitrary metadata.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The content itself, in base64. Kept, never used: what counts is what has the digest.</summary>
    public string? Data { get; init; }

    /// <summary>What the image runs on, in an index.</summary>
    public Platform? Platform { get; init; }

    /// <summary>What kind of artifact a manifest describes.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>Reads one from JSON.</summary>
    /// <param name="utf8">The document.</param>
    /// <param name="document">What errors call it.</param>
    /// <exception cref="OciException">It is not JSON, or not a descriptor.</exception>
    public static Descriptor Parse(ReadOnlySpan<byte> utf8, string document = "descriptor") => ImageDocument.LoadManifest(
        utf8, document, static (ref json) => new Descriptor(ref json));

    /// <summary>Writes it as JSON, without what is null.</summary>
    public byte[] ToJson() => SpecDocument.Save(this, indented: false);

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Text("mediaType", MediaType);
        json.Text("digest", Digest.ToString());
        json.Number("size", Size);
        json.Strings("urls", Urls);
        json.SortedMap("annotations", Annotations);
        json.Text("data", Data);
        json.Object("platform", Platform);
        json.Text("artifactType", ArtifactType);
    }
}
