using System.Text.Json;
using System.Text.Json.Serialization;
using Caisson.Api.Json;

namespace Caisson.Api.Builds;

/// <summary>What is said about builds.</summary>
[JsonSerializable(typeof(BuildPruneAnswer))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(List<string>))]
internal sealed partial class BuildJson : JsonSerializerContext
{
    /// <summary>As it goes over the wire.</summary>
    internal static BuildJson Wire { get; } = new(WireJson.Options());
}
