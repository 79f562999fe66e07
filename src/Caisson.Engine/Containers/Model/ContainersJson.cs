using System.Text.Json.Serialization;
using Caisson.Engine.Settings.Json;

namespace Caisson.Engine.Containers.Model;

/// <summary>How containers are remembered.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    Converters = [typeof(TextConverter)])]
[JsonSerializable(typeof(ContainerRecord))]
[JsonSerializable(typeof(ContainerState))]
internal sealed partial class ContainersJson : JsonSerializerContext;
