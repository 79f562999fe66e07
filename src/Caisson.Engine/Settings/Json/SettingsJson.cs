using System.Text.Json.Serialization;

namespace Caisson.Engine.Settings.Json;

/// <summary>
/// How settings are written as JSON, for the API as for the engine's state. Reading is as Go's encoding/json does it, which
/// clients were written against: names in any case, what is not known ignored, <c>null</c> the same as nothing.
/// </summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNameCaseInsensitive = true,
    AllowDuplicateProperties = true,
    Converters = [typeof(TextConverter), typeof(BooleanConverter), typeof(Int32Converter), typeof(Int64Converter), typeof(UInt16Converter), typeof(UInt32Converter), typeof(UInt64Converter)])]
[JsonSerializable(typeof(ContainerSettings))]
[JsonSerializable(typeof(HostSettings))]
[JsonSerializable(typeof(ResourceSettings))]
[JsonSerializable(typeof(NetworkingSettings))]
[JsonSerializable(typeof(EndpointSettings))]
[JsonSerializable(typeof(NetworkSettings))]
[JsonSerializable(typeof(MountSettings))]
[JsonSerializable(typeof(RestartPolicy))]
public sealed partial class SettingsJson : JsonSerializerContext;
