using System.Text.Json.Serialization;
using Caisson.Images.Store;

namespace Caisson.Api.Images;

/// <summary>A name or an image that is gone; Docker Engine API, ImageDeleteResponseItem.</summary>
internal sealed class RemovedImage
{
    /// <summary>The name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Untagged { get; init; }

    /// <summary>The id.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Deleted { get; init; }

    /// <summary>Of a removal.</summary>
    internal static IReadOnlyList<RemovedImage> Of(ImageRemoval removal) =>
    [
        .. removal.Untagged.Select(n => new RemovedImage { Untagged = n }),
        .. removal.Deleted.Select(d => new RemovedImage { Deleted = d.ToString() }),
    ];
}
