using System.Text.Json.Serialization;
using Caisson.Engine.Settings.Json;

namespace Caisson.Engine.Networks.Records;

/// <summary>How networks are written as JSON, for the engine's state and for clients; see <see cref="SettingsJson"/>.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNameCaseInsensitive = true,
    AllowDuplicateProperties = true,
    Converters = [typeof(TextConverter), typeof(BooleanConverter), typeof(Int32Converter), typeof(Int64Converter), typeof(UInt16Converter), typeof(UInt32Converter), typeof(UInt64Converter)])]
[JsonSerializable(typeof(NetworkRecord))]
[JsonSerializable(typeof(ContainerNetworkRecord))]
[JsonSerializable(typeof(NetworkCreateRequest))]
public sealed partial class NetworkRecordsJson : JsonSerializerContext;
