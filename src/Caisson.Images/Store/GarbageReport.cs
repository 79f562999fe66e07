using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Store;

/// <summary>What <see cref="ImageStore.Collect"/> has removed.</summary>
public sealed record GarbageReport
{
    /// <summary>Content.</summary>
    public required IReadOnlyList<Digest> Blobs { get; init; }

    /// <summary>Unpacked layers, by the digest of their tar.</summary>
    public required IReadOnlyList<Digest> Layers { get; init; }

    /// <summary>Bytes of that content, and in the files of those layers.</summary>
    public required long FreedBytes { get; init; }

    /// <summary>Transfers that nobody has gone on with.</summary>
    public required int Transfers { get; init; }

    /// <summary>What could not be removed, or was found to be damaged, a line each.</summary>
    public required IReadOnlyList<string> Problems { get; init; }
}
