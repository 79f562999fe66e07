namespace Caisson.Engine.Volumes;

/// <summary>A volume, as it is remembered.</summary>
public sealed record VolumeRecord
{
    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its driver: <c>local</c>.</summary>
    public string Driver { get; set; } = LocalDriver.Name;

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Arbitrary metadata; null where there was none.</summary>
    public SortedDictionary<string, string>? Labels { get; set; }

    /// <summary>The driver's options: what to mount instead of a directory of its own.</summary>
    public SortedDictionary<string, string>? Options { get; set; }

    /// <summary>Whether it has no name that somebody chose.</summary>
    public bool IsAnonymous { get; set; }
}
