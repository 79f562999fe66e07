using System.Diagnostics.CodeAnalysis;
using Caisson.Oci.ImageSpec.Json;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.ImageSpec;

/// <summary>An image's configuration: what it runs on, what containers of it do unless told otherwise, and its layers
/// by what they hold; image-spec, config.md.</summary>
/// <remarks>The digest of its bytes is the image's id. Bytes that came from outside are stored as they came; this type is
/// for reading them, and for making the configuration of a new image.</remarks>
public sealed record ImageConfig : ISpecObject
{
    private const string Document = "image config";

    /// <summary>Nothing given.</summary>
    public ImageConfig()
    {
    }

    [SetsRequiredMembers]
    private ImageConfig(ref SpecReader json)
    {
        Architecture = "";
        Os = "";
        UnknownFields unknown = new();
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "created": Created = json.ReadTime(); break;
                case "author": Author = json.ReadString(); break;
                case "architecture": Architecture = json.ReadString(); break;
                case "os": Os = json.ReadString(); break;
                case "os.version": OsVersion = json.ReadString(); break;
                case "os.features": OsFeatures = json.ReadStrings(); break;
                case "variant": Variant = json.ReadString(); break;
                case "config": Config = new ContainerDefaults(ref json); break;
                case "rootfs": RootFs = new RootFs(ref json); break;
                case "history": History = json.ReadArray(static (ref json) => new HistoryEntry(ref json)); break;
                default: unknown.Add(ref json, name); break;
            }
        }

        Unknown = unknown;
        json.Require(RootFs is not null, "rootfs");
    }

    /// <summary>When it was made, RFC 3339 (<see cref="ImageTime"/>).</summary>
    public string? Created { get; init; }

    /// <summary>Who made it.</summary>
    public string? Author { get; init; }

    /// <summary>The processor, with Go's name.</summary>
    public required string Architecture { get; init; }

    /// <summary>The system, with Go's name.</summary>
    public required string Os { get; init; }

    /// <summary>The system's version, for those where it matters.</summary>
    public string? OsVersion { get; init; }

    /// <summary>What the system must have.</summary>
    public IReadOnlyList<string>? OsFeatures { get; init; }

    /// <summary>The processor's variant.</summary>
    public string? Variant { get; init; }

    /// <summary>What containers do unless told otherwise.</summary>
    public ContainerDefaults? Config { get; init; }

    /// <summary>The layers.</summary>
    public required RootFs RootFs { get; init; }

    /// <summary>How each layer came about, the lowest first.</summary>
    public IReadOnlyList<HistoryEntry>? History { get; init; }

    /// <summary>Fields that are not known here, which a new image inherits.</summary>
    public UnknownFields Unknown { get; init; } = new();

    /// <summary>What it runs on.</summary>
    public Platform Platform => new()
    {
        Architecture = Architecture,
        Os = Os,
        OsVersion = OsVersion,
        OsFeatures = OsFeatures,
        Variant = Variant,
    };

    /// <summary>Reads one from JSON.</summary>
    /// <param name="utf8">The document.</param>
    /// <exception cref="OciException">It is not JSON, or not the configuration of an image.</exception>
    public static ImageConfig Parse(ReadOnlySpan<byte> utf8) => ImageDocument.LoadConfig(
        utf8, Document, static (ref json) => new ImageConfig(ref json));

    /// <summary>Writes it as JSON, without what is null, in the order of the specification's Go types and with sorted maps:
    /// equal configurations give equal bytes.</summary>
    public byte[] ToJson() => SpecDocument.Save(this, indented: false);

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Text("created", Created);
        json.Text("author", Author);
        json.Text("architecture", Architecture);
        json.Text("os", Os);
        json.Text("os.version", OsVersion);
        json.Strings("os.features", OsFeatures);
        json.Text("variant", Variant);
        json.Object("config", Config);
        json.Object("rootfs", RootFs);
        json.Objects("history", History);
        Unknown.WriteTo(json);
    }
}
