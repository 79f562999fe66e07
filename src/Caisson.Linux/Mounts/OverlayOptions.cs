namespace Caisson.Linux.Mounts;

/// <summary>An overlay to be; Documentation/filesystems/overlayfs.rst. Paths are absolute.</summary>
public sealed record OverlayOptions
{
    /// <summary>The directories that are only read, the topmost first; at least one.</summary>
    public required IReadOnlyList<string> Lowers { get; init; }

    /// <summary>The directory that changes go into; null where nothing can be changed.</summary>
    public string? Upper { get; init; }

    /// <summary>An empty directory for overlayfs' own use, on the file system of <see cref="Upper"/>; with it, or not at all.</summary>
    public string? Work { get; init; }

    /// <summary>
    /// Whether marks are in <c>user.overlay</c> attributes instead of <c>trusted.overlay</c>: for ordinary users, in their
    /// user namespaces.
    /// </summary>
    public bool UserAttributes { get; init; }

    /// <summary>
    /// Whether nothing is ever synchronised to disk: after a crash of the machine, <see cref="Upper"/> is worthless. For
    /// what can be done again, as the steps of a build.
    /// </summary>
    public bool IsVolatile { get; init; }
}
