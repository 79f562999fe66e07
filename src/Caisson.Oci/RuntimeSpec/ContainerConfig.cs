using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>A bundle's <c>config.json</c> for Linux, as OCI runtime-spec 1.3.0 describes it (config.md).</summary>
/// <remarks>Properties that the file leaves out are null (or false, or zero, where the specification gives that as
/// default). Properties that the specification does not know are ignored, as config.md §Extensibility
/// demands.</remarks>
public sealed record ContainerConfig : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public ContainerConfig()
    {
    }

    internal ContainerConfig(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "ociVersion": OciVersion = json.ReadString(); break;
                case "process": Process = new ContainerProcess(ref json); break;
                case "root": Root = new ContainerRoot(ref json); break;
                case "hostname": Hostname = json.ReadString(); break;
                case "domainname": Domainname = json.ReadString(); break;
                case "mounts": Mounts = json.ReadArray(static (ref json) => new ContainerMount(ref json)); break;
                case "hooks": Hooks = new Hooks(ref json); break;
                case "annotations": Annotations = json.ReadStringMap(); break;
                case "linux": Linux = new LinuxConfig(ref json); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>The version of the specification that the bundle follows, in SemVer 2.0.0.</summary>
    public string OciVersion { get; init; } = "";

    /// <summary>The container process; null for a container that is created and never started.</summary>
    public ContainerProcess? Process { get; init; }

    /// <summary>The container's root file system.</summary>
    public ContainerRoot? Root { get; init; }

    /// <summary>The host name inside; needs a UTS namespace.</summary>
    public string? Hostname { get; init; }

    /// <summary>The NIS domain name inside; needs a UTS namespace.</summary>
    public string? Domainname { get; init; }

    /// <summary>Mounts beside the root, in the order in which they are to be made.</summary>
    public ContainerMount[]? Mounts { get; init; }

    /// <summary>Programs to run at points of the container's life.</summary>
    public Hooks? Hooks { get; init; }

    /// <summary>Arbitrary metadata; keys are not empty.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>What only Linux has (config-linux.md).</summary>
    public LinuxConfig? Linux { get; init; }

    /// <summary>Reads it from JSON.</summary>
    /// <param name="utf8">The document, at most <see cref="SpecLimits.MaxDocumentBytes"/> long.</param>
    /// <param name="document">What errors call it.</param>
    /// <exception cref="OciException">It is not JSON, or a value is not of the kind that the specification
    /// gives.</exception>
    public static ContainerConfig Load(ReadOnlySpan<byte> utf8, string document = "config.json") =>
        SpecDocument.Load(utf8, document, static (ref json) => new ContainerConfig(ref json));

    /// <summary>Writes it as JSON, without what is null.</summary>
    /// <param name="indented">Whether for people: a line for each value, indented with tabs.</param>
    public byte[] ToUtf8(bool indented = false) => SpecDocument.Save(this, indented);

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Text("ociVersion", OciVersion);
        json.Object("process", Process);
        json.Object("root", Root);
        json.Text("hostname", Hostname);
        json.Text("domainname", Domainname);
        json.Objects("mounts", Mounts);
        json.Object("hooks", Hooks);
        json.StringMap("annotations", Annotations);
        json.Object("linux", Linux);
    }
}
