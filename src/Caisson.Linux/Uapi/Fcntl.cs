namespace Caisson.Linux.Uapi;

/// <summary>Flags of open(2) and openat2(2), with the names of <c>asm-generic/fcntl.h</c> (x86-64 values).</summary>
[Flags]
public enum OpenFlags
{
    /// <summary>Open for reading.</summary>
    O_RDONLY = 0,

    /// <summary>Open for writing.</summary>
    O_WRONLY = 1,

    /// <summary>Open for reading and writing.</summary>
    O_RDWR = 2,

    /// <summary>Create the file if it is not there.</summary>
    O_CREAT = 0x40,

    /// <summary>Fail if the file is there.</summary>
    O_EXCL = 0x80,

    /// <summary>Do not take a terminal as the controlling one.</summary>
    O_NOCTTY = 0x100,

    /// <summary>Empty the file.</summary>
    O_TRUNC = 0x200,

    /// <summary>Write at the end.</summary>
    O_APPEND = 0x400,

    /// <summary>Do not wait.</summary>
    O_NONBLOCK = 0x800,

    /// <summary>Fail if it is not a directory.</summary>
    O_DIRECTORY = 0x10000,

    /// <summary>Fail if the last component is a symbolic link (with <see cref="O_PATH"/>: open the link itself).</summary>
    O_NOFOLLOW = 0x20000,

    /// <summary>Close at execve(2).</summary>
    O_CLOEXEC = 0x80000,

    /// <summary>A handle on the place, not on the contents.</summary>
    O_PATH = 0x200000,
}

/// <summary>How openat2(2) may resolve a path, with the names of <c>linux/openat2.h</c>.</summary>
[Flags]
public enum ResolveFlags : ulong
{
    /// <summary>As open(2) does.</summary>
    None = 0,

    /// <summary>Do not cross a mount point.</summary>
    RESOLVE_NO_XDEV = 0x01,

    /// <summary>Do not follow the links of procfs that lead to descriptors, roots and the like.</summary>
    RESOLVE_NO_MAGICLINKS = 0x02,

    /// <summary>Do not follow any symbolic link.</summary>
    RESOLVE_NO_SYMLINKS = 0x04,

    /// <summary>Fail where the path leaves the directory.</summary>
    RESOLVE_BENEATH = 0x08,

    /// <summary>Take the directory for the root, as after chroot(2).</summary>
    RESOLVE_IN_ROOT = 0x10,
}

/// <summary>Flags of the *at(2) calls, with the names of <c>linux/fcntl.h</c>.</summary>
[Flags]
internal enum AtFlags
{
    None = 0,
    AT_SYMLINK_NOFOLLOW = 0x100,
    AT_REMOVEDIR = 0x200,
    AT_EMPTY_PATH = 0x1000,
    AT_RECURSIVE = 0x8000,
}

/// <summary>What fallocate(2) does to a range, with the names of <c>linux/falloc.h</c>.</summary>
[Flags]
internal enum FallocateFlags
{
    None = 0,
    FALLOC_FL_KEEP_SIZE = 0x01,
    FALLOC_FL_PUNCH_HOLE = 0x02,
    FALLOC_FL_ZERO_RANGE = 0x10,
}

/// <summary>Numbers of <c>linux/fcntl.h</c> and <c>linux/close_range.h</c> that are no flags of one call.</summary>
internal static class Fcntl
{
    internal const int AT_FDCWD = -100;
    internal const int F_SETFD = 2;
    internal const int FD_CLOEXEC = 1;
    internal const uint CLOSE_RANGE_CLOEXEC = 4;
    internal const uint RENAME_NOREPLACE = 1;
    internal const int LOCK_SH = 1;
    internal const int LOCK_EX = 2;
    internal const int LOCK_NB = 4;
    internal const int LOCK_UN = 8;
}

/// <summary>The kinds of file in <c>st_mode</c>, with the names of <c>linux/stat.h</c>.</summary>
public static class StatMode
{
    /// <summary>Mask of the kind.</summary>
    public const uint S_IFMT = 0xF000;

    /// <summary>A fifo.</summary>
    public const uint S_IFIFO = 0x1000;

    /// <summary>A character device.</summary>
    public const uint S_IFCHR = 0x2000;

    /// <summary>A directory.</summary>
    public const uint S_IFDIR = 0x4000;

    /// <summary>A block device.</summary>
    public const uint S_IFBLK = 0x6000;

    /// <summary>A regular file.</summary>
    public const uint S_IFREG = 0x8000;

    /// <summary>A symbolic link.</summary>
    public const uint S_IFLNK = 0xA000;
}
