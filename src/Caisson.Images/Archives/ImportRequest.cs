using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives;

/// <summary>What becomes of a root that is imported.</summary>
public sealed record ImportRequest
{
    /// <summary>The image's name; null for none.</summary>
    public ImageReference? Name { get; init; }

    /// <summary>Instructions of a Dockerfile: see <see cref="ConfigChanges"/>.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>What the history says; Docker's says where the root came from.</summary>
    public string Message { get; init; } = "Imported from -";

    /// <summary>What the history says the layer was made by; null for nothing.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>What the image runs on.</summary>
    public Platform Platform { get; init; } = Platform.Host;

    /// <summary>What containers do unless told otherwise, before the changes.</summary>
    public ContainerDefaults Config { get; init; } = new();

    /// <summary>When the image was made; null for the time of the call.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
