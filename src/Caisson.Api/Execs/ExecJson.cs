using System.Text.Json.Serialization;
using Caisson.Api.Json;
using Caisson.Engine.Execs;

namespace Caisson.Api.Execs;

/// <summary>Bodies about execs.</summary>
[JsonSerializable(typeof(ExecSettings))]
[JsonSerializable(typeof(ExecStartBody))]
[JsonSerializable(typeof(ExecAnswer))]
[JsonSerializable(typeof(ExecIdAnswer))]
internal sealed partial class ExecJson : JsonSerializerContext
{
    /// <summary>As it goes over the wire.</summary>
    internal static ExecJson Wire { get; } = new(WireJson.Options());
}
