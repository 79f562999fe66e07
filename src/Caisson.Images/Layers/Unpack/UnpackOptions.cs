namespace Caisson.Images.Layers.Unpack;

/// <summary>How an archive is unpacked.</summary>
public sealed record UnpackOptions
{
    /// <summary>What is accepted.</summary>
    public ImageLimits Limits { get; init; } = ImageLimits.Default;

    /// <summary>
    /// Whether owners can't be given away: everything becomes the caller's, devices are an error, and overlayfs' marks go
    /// into <c>user.overlay</c> attributes (mount option <c>userxattr</c>). By default, unless the caller is root.
    /// </summary>
    public bool IsOrdinaryUser { get; init; } = !Environment.IsPrivilegedProcess;

    /// <summary>
    /// Whether names that begin with <c>.wh.</c> mean that something is removed, as in layers; otherwise they are names.
    /// </summary>
    public bool IsLayer { get; init; } = true;

    /// <summary>Whether the directory itself keeps its owner, permissions and attributes, whatever the archive says of it.</summary>
    public bool KeepsRoot { get; init; }

    /// <summary>Who owns all of it, whatever the archive says; null for the archive's owners.</summary>
    public (uint UserId, uint GroupId)? Owner { get; init; }

    /// <summary>Whether it is an error where a directory would replace something else, or something else a directory.</summary>
    public bool KeepsDirectories { get; init; }

    /// <summary>
    /// Whether it is a layer for the store: nobody else can enter the directory yet, so that files may have their
    /// permissions from the start, and somebody will wait for the disk in the end, which therefore begins early.
    /// </summary>
    internal bool IsForStore { get; init; }
}
