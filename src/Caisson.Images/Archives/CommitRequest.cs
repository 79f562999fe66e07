using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives;

/// <summary>A container of which an image is made.</summary>
public sealed record CommitRequest
{
    /// <summary>The upper directory of the container's overlay, at rest.</summary>
    public required string UpperFolder { get; init; }

    /// <summary>The container's image; null where it had none.</summary>
    public StoredImage? Parent { get; init; }

    /// <summary>What the container was told to do: the image's defaults with what its user said.</summary>
    public required ContainerDefaults Config { get; init; }

    /// <summary>Instructions of a Dockerfile: see <see cref="ConfigChanges"/>.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>The image's name; null for none.</summary>
    public ImageReference? Name { get; init; }

    /// <summary>Who made it.</summary>
    public string? Author { get; init; }

    /// <summary>What the history says.</summary>
    public string? Message { get; init; }

    /// <summary>The command that the container ran, in one line.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
