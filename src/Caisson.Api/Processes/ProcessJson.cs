using System.Text.Json.Serialization;
using Caisson.Api.Json;

namespace Caisson.Api.Processes;

/// <summary>Bodies about the processes of containers.</summary>
[JsonSerializable(typeof(TopAnswer))]
[JsonSerializable(typeof(UpdateBody))]
[JsonSerializable(typeof(UpdateAnswer))]
[JsonSerializable(typeof(StatsAnswer))]
internal sealed partial class ProcessJson : JsonSerializerContext
{
    /// <summary>As it goes over the wire.</summary>
    internal static ProcessJson Wire { get; } = new(WireJson.Options());
}
