using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>What a runtime implements, whatever the host can do; features.md. null means: not known.</summary>
public sealed record RuntimeFeatures : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public RuntimeFeatures()
    {
    }

    internal RuntimeFeatures(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "ociVersionMin": OciVersionMin = json.ReadString(); break;
                case "ociVersionMax": OciVersionMax = json.ReadString(); break;
                case "hooks": Hooks = json.ReadStrings(); break;
                case "mountOptions": MountOptions = json.ReadStrings(); break;
                case "linux": Linux = new LinuxFeatures(ref json); break;
                case "annotations": Annotations = json.ReadStringMap(); break;
                case "potentiallyUnsafeConfigAnnotations":
                    PotentiallyUnsafeConfigAnnotations = json.ReadStrings();
                    break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>The oldest version of the specification that is accepted.</summary>
    public string OciVersionMin { get; init; } = "";

    /// <summary>The newest version of the specification that is accepted.</summary>
    public string OciVersionMax { get; init; } = "";

    /// <summary>Names of hooks.</summary>
    public string[]? Hooks { get; init; }

    /// <summary>Mount options, without those of particular file systems.</summary>
    public string[]? MountOptions { get; init; }

    /// <summary>What only Linux has.</summary>
    public LinuxFeatures? Linux { get; init; }

    /// <summary>Metadata of the runtime: versions of it and of what it is built on.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>Annotations of config.json that can change the runtime's behaviour; a final dot marks a
    /// prefix.</summary>
    public string[]? PotentiallyUnsafeConfigAnnotations { get; init; }

    /// <summary>Reads it from JSON.</summary>
    /// <param name="utf8">The document, at most <see cref="SpecLimits.MaxDocumentBytes"/> long.</param>
    /// <param name="document">What errors call it.</param>
    /// <exception cref="OciException">It is not JSON, or a value is not of the kind that the specification
    /// gives.</exception>
    public static RuntimeFeatures Load(ReadOnlySpan<byte> utf8, string document = "features") =>
        SpecDocument.Load(utf8, document, static (ref json) => new RuntimeFeatures(ref json));

    /// <summary>Writes it as JSON, without what is null.</summary>
    /// <param name="indented">Whether for people: a line for each value, indented with tabs.</param>
    public byte[] ToUtf8(bool indented = false) => SpecDocument.Save(this, indented);

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Text("ociVersionMin", OciVersionMin);
        json.Text("ociVersionMax", OciVersionMax);
        json.Strings("hooks", Hooks);
        json.Strings("mountOptions", MountOptions);
        json.Object("linux", Linux);
        json.StringMap("annotations", Annotations);
        json.Strings("potentiallyUnsafeConfigAnnotations", PotentiallyUnsafeConfigAnnotations);
    }
}
