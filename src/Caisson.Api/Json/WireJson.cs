using System.Text.Encodings.Web;
using System.Text.Json;
using Caisson.Engine.Settings.Json;

namespace Caisson.Api.Json;

/// <summary>How JSON goes over the wire: Go's rules, as far as clients see them.</summary>
/// <remarks>
/// Each part of the API has a source-generated context of its own and takes the options from here:
/// <code>
/// [JsonSerializable(typeof(PingAnswer))]
/// internal sealed partial class PingJson : JsonSerializerContext
/// {
///     internal static PingJson Wire { get; } = new(WireJson.Options());
/// }
/// </code>
/// Properties are named as in C# unless they have a JsonPropertyName.
/// </remarks>
internal static class WireJson
{
    // A client's body is a tree of a few levels.
    private const int MaxDepth = 32;

    /// <summary>
    /// New options: a context takes them for itself. Names match in any case, unknown ones are ignored, <c>null</c> leaves a
    /// number, a switch or a text at its default, and text is escaped only where JSON needs it.
    /// </summary>
    internal static JsonSerializerOptions Options()
    {
        JsonSerializerOptions options = new()
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = MaxDepth,
            PropertyNameCaseInsensitive = true,
        };
        options.Converters.Add(new TextConverter());
        options.Converters.Add(new BooleanConverter());
        options.Converters.Add(new Int32Converter());
        options.Converters.Add(new Int64Converter());
        options.Converters.Add(new UInt16Converter());
        options.Converters.Add(new UInt32Converter());
        options.Converters.Add(new UInt64Converter());
        return options;
    }
}
