using System.Text.Json;
using System.Text.Json.Serialization;
using Caisson.Api.Json;

namespace Caisson.Api.Streaming;

/// <summary>Lines of progress.</summary>
[JsonSerializable(typeof(ProgressMessage))]
internal sealed partial class ProgressJson : JsonSerializerContext
{
    /// <summary>As it goes over the wire: what is not there is left out.</summary>
    internal static ProgressJson Wire { get; } = new(new JsonSerializerOptions(WireJson.Options())
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });
}
