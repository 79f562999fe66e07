using System.Text.Json.Serialization;
using Caisson.Api.Json;

namespace Caisson.Api.Tests.Support;

/// <summary>A body as requests have them.</summary>
internal sealed class Sample
{
    public string Name { get; set; } = "";

    public int Count { get; set; }

    public bool IsOn { get; set; }

    public Sample? Inner { get; set; }

    public List<string>? Items { get; set; }
}

/// <summary>Its JSON.</summary>
[JsonSerializable(typeof(Sample))]
internal sealed partial class SampleJson : JsonSerializerContext
{
    internal static SampleJson Wire { get; } = new(WireJson.Options());
}
