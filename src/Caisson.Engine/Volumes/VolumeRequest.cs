namespace Caisson.Engine.Volumes;

/// <summary>A volume that somebody wants.</summary>
public sealed record VolumeRequest
{
    /// <summary>Its name; empty for one that nobody else has.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its driver; empty for <c>local</c>.</summary>
    public string Driver { get; init; } = "";

    /// <summary>The driver's options.</summary>
    public IReadOnlyDictionary<string, string>? Options { get; init; }

    /// <summary>Arbitrary metadata.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
