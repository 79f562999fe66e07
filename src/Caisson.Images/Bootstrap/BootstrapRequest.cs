using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Bootstrap;

/// <summary>A base image that is to be made.</summary>
public sealed record BootstrapRequest
{
    /// <summary>The suite: <c>bookworm</c>, <c>trixie</c>, <c>stable</c>, …</summary>
    public required string Suite { get; init; }

    /// <summary>How much is installed: one of mmdebstrap's variants.</summary>
    public string Variant { get; init; } = "minbase";

    /// <summary>Packages beyond the variant's.</summary>
    public IReadOnlyList<string> Packages { get; init; } = [];

    /// <summary>The image's name; <c>debian:SUITE</c> if null.</summary>
    public ImageReference? Name { get; init; }

    /// <summary>Called, on another thread, with what mmdebstrap reports, a line at a time.</summary>
    public Action<string>? Progress { get; init; }
}
