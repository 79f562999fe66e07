using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>A range of user or group ids, inside and outside; config-linux.md §User namespace mappings.</summary>
public sealed record IdMapping : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public IdMapping()
    {
    }

    internal IdMapping(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "containerID": ContainerID = json.ReadUInt32(); break;
                case "hostID": HostID = json.ReadUInt32(); break;
                case "size": Size = json.ReadUInt32(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>The first id inside.</summary>
    public uint ContainerID { get; init; }

    /// <summary>The first id outside.</summary>
    public uint HostID { get; init; }

    /// <summary>How many ids.</summary>
    public uint Size { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Number("containerID", ContainerID);
        json.Number("hostID", HostID);
        json.Number("size", Size);
    }
}
