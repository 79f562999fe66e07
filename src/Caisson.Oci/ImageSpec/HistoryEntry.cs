using Caisson.Oci.ImageSpec.Json;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.ImageSpec;

/// <summary>How a layer came about; image-spec, config.md, <c>history</c>.</summary>
public sealed record HistoryEntry : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public HistoryEntry()
    {
    }

    internal HistoryEntry(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "created": Created = json.ReadTime(); break;
                case "created_by": CreatedBy = json.ReadString(); break;
                case "author": Author = json.ReadString(); break;
                case "comment": Comment = json.ReadString(); break;
                case "empty_layer": EmptyLayer = json.ReadBoolean(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>When, RFC 3339 (<see cref="ImageTime"/>).</summary>
    public string? Created { get; init; }

    /// <summary>By which command.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>By whom.</summary>
    public string? Author { get; init; }

    /// <summary>Anything else.</summary>
    public string? Comment { get; init; }

    /// <summary>Whether it changed only the configuration, and has no layer.</summary>
    public bool EmptyLayer { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Text("created", Created);
        json.Text("created_by", CreatedBy);
        json.Text("author", Author);
        json.Text("comment", Comment);
        json.Boolean("empty_layer", EmptyLayer ? true : null);
    }
}
