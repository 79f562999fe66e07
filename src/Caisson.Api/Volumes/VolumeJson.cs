using System.Text.Json.Serialization;
using Caisson.Api.Json;

namespace Caisson.Api.Volumes;

/// <summary>Bodies and answers of volumes.</summary>
[JsonSerializable(typeof(VolumeAnswer))]
[JsonSerializable(typeof(VolumeListAnswer))]
[JsonSerializable(typeof(VolumePruneAnswer))]
[JsonSerializable(typeof(VolumeCreateBody))]
internal sealed partial class VolumeJson : JsonSerializerContext
{
    /// <summary>As it goes over the wire.</summary>
    internal static VolumeJson Wire { get; } = new(WireJson.Options());
}
