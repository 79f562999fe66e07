using System.Text.Json.Serialization;
using Caisson.Api.Json;

namespace Caisson.Api.Images;

/// <summary>What is said about images.</summary>
[JsonSerializable(typeof(IReadOnlyList<ImageSummary>))]
[JsonSerializable(typeof(ImageInspection))]
[JsonSerializable(typeof(IReadOnlyList<HistoryItem>))]
[JsonSerializable(typeof(IReadOnlyList<RemovedImage>))]
[JsonSerializable(typeof(PrunedImages))]
internal sealed partial class ImageJson : JsonSerializerContext
{
    /// <summary>As it goes over the wire.</summary>
    internal static ImageJson Wire { get; } = new(WireJson.Options());
}
