using Caisson.Engine.Settings;

namespace Caisson.Engine.Containers.Files;

/// <summary>An image to make of a container; Docker Engine API, ImageCommit.</summary>
public sealed record CommitWish
{
    /// <summary>The image's name; empty for none.</summary>
    public string Repository { get; init; } = "";

    /// <summary>Its tag.</summary>
    public string Tag { get; init; } = "";

    /// <summary>Who made it.</summary>
    public string Author { get; init; } = "";

    /// <summary>What its history says.</summary>
    public string Comment { get; init; } = "";

    /// <summary>Instructions of a Dockerfile.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>Whether the container stands still meanwhile.</summary>
    public bool Pauses { get; init; } = true;

    /// <summary>Settings over those of the container; null for its own.</summary>
    public ContainerSettings? Config { get; init; }
}
