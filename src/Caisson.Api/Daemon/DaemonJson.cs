using System.Text.Json.Serialization;
using Caisson.Api.Json;

namespace Caisson.Api.Daemon;

/// <summary>What is said about the engine itself.</summary>
[JsonSerializable(typeof(VersionAnswer))]
[JsonSerializable(typeof(InfoAnswer))]
[JsonSerializable(typeof(EventAnswer))]
[JsonSerializable(typeof(DiskUsageAnswer))]
internal sealed partial class DaemonJson : JsonSerializerContext
{
    /// <summary>As it goes over the wire.</summary>
    internal static DaemonJson Wire { get; } = new(WireJson.Options());
}
