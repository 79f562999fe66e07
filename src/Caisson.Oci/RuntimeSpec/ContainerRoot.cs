using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>The container's root file system; config.md §Root.</summary>
public sealed record ContainerRoot : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public ContainerRoot()
    {
    }

    internal ContainerRoot(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "path": Path = json.ReadString(); break;
                case "readonly": Readonly = json.ReadBoolean(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>A directory on the host: absolute, or relative to the bundle.</summary>
    public string Path { get; init; } = "";

    /// <summary>Whether the root is read-only inside.</summary>
    public bool Readonly { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Text("path", Path);
        json.Boolean("readonly", Readonly ? true : null);
    }
}
