using System.Text.Json.Serialization;

namespace Caisson.Engine.Volumes;

/// <summary>How volumes are remembered.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(VolumeRecord))]
internal sealed partial class VolumesJson : JsonSerializerContext;
