using System.Text.Json.Serialization;
using Caisson.Api.Json;

namespace Caisson.Api.Containers;

/// <summary>Bodies and answers of containers.</summary>
[JsonSerializable(typeof(CreateBody))]
[JsonSerializable(typeof(CreateAnswer))]
[JsonSerializable(typeof(WaitAnswer))]
[JsonSerializable(typeof(InspectAnswer))]
[JsonSerializable(typeof(IReadOnlyList<ListAnswer>))]
[JsonSerializable(typeof(PruneAnswer))]
[JsonSerializable(typeof(IReadOnlyList<ChangeAnswer>))]
[JsonSerializable(typeof(PathStatus))]
[JsonSerializable(typeof(CommitAnswer))]
[JsonSerializable(typeof(Engine.Settings.ContainerSettings))]
internal sealed partial class ContainerJson : JsonSerializerContext
{
    /// <summary>As it goes over the wire.</summary>
    internal static ContainerJson Wire { get; } = new(WireJson.Options());
}
