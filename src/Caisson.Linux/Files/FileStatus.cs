using Caisson.Linux.Uapi;

namespace Caisson.Linux.Files;

/// <summary>What statx(2) says of a file.</summary>
/// <param name="Mode">Kind and permission bits (<see cref="Uapi.StatMode"/>).</param>
/// <param name="UserId">Owner.</param>
/// <param name="GroupId">Group.</param>
/// <param name="SizeBytes">Length in bytes.</param>
/// <param name="Inode">Inode number, unique in its file system.</param>
/// <param name="Device">The file system's device number, as major and minor.</param>
/// <param name="SpecialDevice">For a device file: its number, as major and minor.</param>
/// <param name="MountId">The mount it was found on.</param>
public readonly record struct FileStatus(
    uint Mode,
    uint UserId,
    uint GroupId,
    ulong SizeBytes,
    ulong Inode,
    (uint Major, uint Minor) Device,
    (uint Major, uint Minor) SpecialDevice,
    ulong MountId)
{
    /// <summary>How many names the file has; of a directory, what its file system makes of that.</summary>
    public uint LinkCount { get; init; }

    /// <summary>When the contents were last changed.</summary>
    public FileTime ModifiedAt { get; init; }

    /// <summary>The kind alone: <see cref="StatMode.S_IFREG"/> and so on.</summary>
    public uint Kind => Mode & StatMode.S_IFMT;

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => Kind == StatMode.S_IFDIR;

    /// <summary>Whether it is a symbolic link.</summary>
    public bool IsSymbolicLink => Kind == StatMode.S_IFLNK;

    /// <summary>Whether it is what overlayfs takes for "nothing is here": a character device with the number 0:0.</summary>
    public bool IsWhiteout => Kind == StatMode.S_IFCHR && SpecialDevice == (0, 0);

    /// <summary>The permission bits, with set-user-id, set-group-id and sticky.</summary>
    public uint Permissions => Mode & 0xFFF;
}
