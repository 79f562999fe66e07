using System.Text.Json.Serialization;
using Caisson.Api.Json;
using Caisson.Engine.Networks;

namespace Caisson.Api.Networks;

/// <summary>Networks, as they go over the wire.</summary>
[JsonSerializable(typeof(NetworkAnswer))]
[JsonSerializable(typeof(IReadOnlyList<NetworkAnswer>))]
[JsonSerializable(typeof(NetworkCreateAnswer))]
[JsonSerializable(typeof(NetworkCreateRequest))]
[JsonSerializable(typeof(NetworkConnectRequest))]
[JsonSerializable(typeof(NetworkDisconnectRequest))]
[JsonSerializable(typeof(NetworkPruneAnswer))]
internal sealed partial class NetworkJson : JsonSerializerContext
{
    /// <summary>As it goes over the wire.</summary>
    internal static NetworkJson Wire { get; } = new(WireJson.Options());
}
