using System.Text.Json.Serialization;

namespace Caisson.Api.Json;

/// <summary>Bodies that every part of the API has.</summary>
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class CommonJson : JsonSerializerContext
{
    /// <summary>As it goes over the wire.</summary>
    internal static CommonJson Wire { get; } = new(WireJson.Options());
}
