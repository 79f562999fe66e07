namespace Caisson.Linux.Uapi;

/// <summary>Flags of mount(2), with the names of <c>linux/mount.h</c>; propagation types are used with mount_setattr(2) too.</summary>
[Flags]
public enum MountFlags : ulong
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Change an existing mount.</summary>
    MS_REMOUNT = 0x20,

    /// <summary>Mount a directory or file somewhere else.</summary>
    MS_BIND = 0x1000,

    /// <summary>With everything below.</summary>
    MS_REC = 0x4000,

    /// <summary>Can't be bind-mounted; neither sends nor receives.</summary>
    MS_UNBINDABLE = 1 << 17,

    /// <summary>Neither sends nor receives mount events.</summary>
    MS_PRIVATE = 1 << 18,

    /// <summary>Receives, does not send.</summary>
    MS_SLAVE = 1 << 19,

    /// <summary>Sends and receives.</summary>
    MS_SHARED = 1 << 20,
}

/// <summary>Attributes of a mount, with the names of <c>linux/mount.h</c>; mount_setattr(2), fsmount(2).</summary>
[Flags]
public enum MountAttributes : ulong
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Read-only.</summary>
    MOUNT_ATTR_RDONLY = 0x01,

    /// <summary>Set-user-id bits have no effect.</summary>
    MOUNT_ATTR_NOSUID = 0x02,

    /// <summary>Device files can't be opened.</summary>
    MOUNT_ATTR_NODEV = 0x04,

    /// <summary>Programs can't be executed.</summary>
    MOUNT_ATTR_NOEXEC = 0x08,

    /// <summary>Mask of the access time settings; relatime is 0.</summary>
    MOUNT_ATTR__ATIME = 0x70,

    /// <summary>Access times stay.</summary>
    MOUNT_ATTR_NOATIME = 0x10,

    /// <summary>Access times are always written.</summary>
    MOUNT_ATTR_STRICTATIME = 0x20,

    /// <summary>Access times of directories stay.</summary>
    MOUNT_ATTR_NODIRATIME = 0x80,

    /// <summary>Owners are seen through a user namespace's mapping.</summary>
    MOUNT_ATTR_IDMAP = 0x100000,

    /// <summary>Symbolic links are not followed.</summary>
    MOUNT_ATTR_NOSYMFOLLOW = 0x200000,
}

/// <summary>Numbers of <c>linux/mount.h</c> for the calls of the new mount API.</summary>
internal static class MountApi
{
    internal const uint OPEN_TREE_CLONE = 1;
    internal const uint OPEN_TREE_CLOEXEC = 0x80000;
    internal const uint MOVE_MOUNT_F_EMPTY_PATH = 0x04;
    internal const uint MOVE_MOUNT_T_EMPTY_PATH = 0x40;
    internal const uint FSOPEN_CLOEXEC = 1;
    internal const uint FSMOUNT_CLOEXEC = 1;
    internal const uint FSCONFIG_SET_FLAG = 0;
    internal const uint FSCONFIG_SET_STRING = 1;
    internal const uint FSCONFIG_CMD_CREATE = 6;
    internal const int MNT_DETACH = 2;
}

/// <summary>Magic numbers of file systems, with the names of <c>linux/magic.h</c>; statfs(2).</summary>
public static class FileSystemMagic
{
    /// <summary>procfs.</summary>
    public const long PROC_SUPER_MAGIC = 0x9fa0;

    /// <summary>sysfs.</summary>
    public const long SYSFS_MAGIC = 0x62656572;

    /// <summary>tmpfs.</summary>
    public const long TMPFS_MAGIC = 0x01021994;

    /// <summary>A hierarchy of cgroup v1.</summary>
    public const long CGROUP_SUPER_MAGIC = 0x27e0eb;

    /// <summary>cgroup v2.</summary>
    public const long CGROUP2_SUPER_MAGIC = 0x63677270;

    /// <summary>overlayfs.</summary>
    public const long OVERLAYFS_SUPER_MAGIC = 0x794c7630;

    /// <summary>ext2, ext3 and ext4.</summary>
    public const long EXT4_SUPER_MAGIC = 0xef53;

    /// <summary>XFS.</summary>
    public const long XFS_SUPER_MAGIC = 0x58465342;

    /// <summary>Btrfs.</summary>
    public const long BTRFS_SUPER_MAGIC = 0x9123683e;

    /// <summary>devpts.</summary>
    public const long DEVPTS_SUPER_MAGIC = 0x1cd1;
}
