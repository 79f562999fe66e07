using System.Text.Json.Serialization;
using Caisson.Api.Json;

namespace Caisson.Api.Registries;

/// <summary>What is said about registries.</summary>
[JsonSerializable(typeof(AuthConfiguration))]
[JsonSerializable(typeof(Dictionary<string, AuthConfiguration>))]
[JsonSerializable(typeof(AuthAnswer))]
[JsonSerializable(typeof(DistributionAnswer))]
internal sealed partial class RegistryJson : JsonSerializerContext
{
    /// <summary>As it goes over the wire.</summary>
    internal static RegistryJson Wire { get; } = new(WireJson.Options());
}
