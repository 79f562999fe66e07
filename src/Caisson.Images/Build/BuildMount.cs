namespace Caisson.Images.Build;

/// <summary>
/// Something that is mounted for one command of a build: a file or directory of the host, a stack of layers, or, with
/// neither, a tmpfs. Where it goes exists already, unless that is below /proc, /sys or /dev.
/// </summary>
/// <param name="Target">Where, as an absolute path in the root file system.</param>
/// <param name="Source">The file or directory of the host that is bound there; null where there is none.</param>
/// <param name="IsReadOnly">Whether the command cannot write to it.</param>
public sealed record BuildMount(string Target, string? Source, bool IsReadOnly)
{
    /// <summary>Whether it is a directory, and not a file.</summary>
    public bool IsDirectory { get; init; } = true;

    /// <summary>A stack of layers that is mounted instead, the uppermost first; overlayfs' lower layers.</summary>
    public IReadOnlyList<string> LowerFolders { get; init; } = [];

    /// <summary>The path within the stack of layers that is bound, without symbolic links; empty for all of it.</summary>
    public string SubPath { get; init; } = "";

    /// <summary>Where changes of the stack of layers go, to be dropped; null where it is read-only.</summary>
    public string? UpperFolder { get; init; }

    /// <summary>For overlayfs' own use; null where the stack of layers is read-only.</summary>
    public string? WorkFolder { get; init; }

    /// <summary>Bytes that a tmpfs may hold; 0 for no limit.</summary>
    public long TmpfsBytes { get; init; }
}
