using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>One mount beside the root; config.md §Mounts.</summary>
public sealed record ContainerMount : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public ContainerMount()
    {
    }

    internal ContainerMount(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "destination": Destination = json.ReadString(); break;
                case "type": Type = json.ReadString(); break;
                case "source": Source = json.ReadString(); break;
                case "options": Options = json.ReadStrings(); break;
                case "uidMappings": UidMappings = json.ReadArray(static (ref json) => new IdMapping(ref json)); break;
                case "gidMappings": GidMappings = json.ReadArray(static (ref json) => new IdMapping(ref json)); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>Where, inside the container. A relative path counts from the container's <c>/</c>.</summary>
    public string Destination { get; init; } = "";

    /// <summary>The kind of file system; null, <c>none</c> or <c>bind</c> with the option bind or rbind.</summary>
    public string? Type { get; init; }

    /// <summary>A device, a directory or file (absolute, or relative to the bundle), or a name.</summary>
    public string? Source { get; init; }

    /// <summary>Options as mount(8) has them, and those of config.md (<c>rro</c>, <c>tmpcopyup</c>, <c>idmap</c>,
    /// …).</summary>
    public string[]? Options { get; init; }

    /// <summary>User ids of the file system (containerID is the id on disk) to ids in the container's user
    /// namespace.</summary>
    public IdMapping[]? UidMappings { get; init; }

    /// <summary>The same for group ids.</summary>
    public IdMapping[]? GidMappings { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Text("destination", Destination);
        json.Text("type", Type);
        json.Text("source", Source);
        json.Strings("options", Options);
        json.Objects("uidMappings", UidMappings);
        json.Objects("gidMappings", GidMappings);
    }
}
