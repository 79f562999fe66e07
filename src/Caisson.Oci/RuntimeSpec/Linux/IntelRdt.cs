using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>Intel's Resource Director Technology; config-linux.md §IntelRdt.</summary>
public sealed record IntelRdt : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public IntelRdt()
    {
    }

    internal IntelRdt(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "closID": ClosID = json.ReadString(); break;
                case "schemata": Schemata = json.ReadStrings(); break;
                case "l3CacheSchema": L3CacheSchema = json.ReadString(); break;
                case "memBwSchema": MemBwSchema = json.ReadString(); break;
                case "enableMonitoring": EnableMonitoring = json.ReadBoolean(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>The class of service; null means the container's id.</summary>
    public string? ClosID { get; init; }

    /// <summary>Lines for the class's schemata file.</summary>
    public string[]? Schemata { get; init; }

    /// <summary>The line for the L3 cache.</summary>
    public string? L3CacheSchema { get; init; }

    /// <summary>The line for memory bandwidth.</summary>
    public string? MemBwSchema { get; init; }

    /// <summary>Whether the container gets a monitoring group of its own.</summary>
    public bool EnableMonitoring { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Text("closID", ClosID);
        json.Strings("schemata", Schemata);
        json.Text("l3CacheSchema", L3CacheSchema);
        json.Text("memBwSchema", MemBwSchema);
        json.Boolean("enableMonitoring", EnableMonitoring ? true : null);
    }
}
