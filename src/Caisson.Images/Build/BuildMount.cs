namespace Caisson.Images.Build;

/// <summary>Something that is mounted for one command of a build. Where it goes exists already, as a directory or a file.</summary>
/// <param name="Target">Where, as an absolute path in the root file system.</param>
/// <param name="SourceFolder">The file or directory of the host that is bound there; null for a tmpfs.</param>
/// <param name="IsReadOnly">Whether the command cannot write to it.</param>
public sealed record BuildMount(string Target, string? SourceFolder, bool IsReadOnly)
{
    /// <summary>
    /// What lies below <see cref="SourceFolder"/> where the source is a stack of layers, the uppermost first: overlayfs'
    /// lower layers, <see cref="SourceFolder"/> being null. Empty for one folder.
    /// </summary>
    public IReadOnlyList<string> LowerFolders { get; init; } = [];

    /// <summary>The path within the stack of layers that is bound; empty for all of it.</summary>
    public string SubPath { get; init; } = "";

    /// <summary>Bytes that a tmpfs may hold; 0 for no limit.</summary>
    public long TmpfsBytes { get; init; }
}
