namespace Caisson.Linux.Uapi;

/// <summary>Events and options of inotify(7); <c>linux/inotify.h</c> (Linux 6.1).</summary>
[Flags]
public enum InotifyMask : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read or executed.</summary>
    IN_ACCESS = 0x1,

    /// <summary>Written or truncated.</summary>
    IN_MODIFY = 0x2,

    /// <summary>Mode, owner, times or link count changed.</summary>
    IN_ATTRIB = 0x4,

    /// <summary>Closed after having been open for writing.</summary>
    IN_CLOSE_WRITE = 0x8,

    /// <summary>Closed after having been open for reading only.</summary>
    IN_CLOSE_NOWRITE = 0x10,

    /// <summary>Opened.</summary>
    IN_OPEN = 0x20,

    /// <summary>Renamed away from the directory.</summary>
    IN_MOVED_FROM = 0x40,

    /// <summary>Renamed into the directory.</summary>
    IN_MOVED_TO = 0x80,

    /// <summary>Created in the directory.</summary>
    IN_CREATE = 0x100,

    /// <summary>Deleted from the directory.</summary>
    IN_DELETE = 0x200,

    /// <summary>The watched object itself was deleted.</summary>
    IN_DELETE_SELF = 0x400,

    /// <summary>The watched object itself was renamed.</summary>
    IN_MOVE_SELF = 0x800,

    /// <summary>Reported: the file system of the watched object was unmounted.</summary>
    IN_UNMOUNT = 0x2000,

    /// <summary>Reported: the queue overflowed and events were lost.</summary>
    IN_Q_OVERFLOW = 0x4000,

    /// <summary>Reported: the watch has gone.</summary>
    IN_IGNORED = 0x8000,

    /// <summary>Asked: fail unless the path is a directory.</summary>
    IN_ONLYDIR = 0x0100_0000,

    /// <summary>Asked: do not follow a symbolic link.</summary>
    IN_DONT_FOLLOW = 0x0200_0000,

    /// <summary>Asked: add to an existing watch's events instead of replacing them.</summary>
    IN_MASK_ADD = 0x2000_0000,

    /// <summary>Reported: the object is a directory.</summary>
    IN_ISDIR = 0x4000_0000,

    /// <summary>Asked: one event, then no more.</summary>
    IN_ONESHOT = 0x8000_0000,
}

/// <summary>Flags of inotify_init1(2); <c>linux/inotify.h</c>.</summary>
[Flags]
internal enum InotifyFlags
{
    IN_NONBLOCK = 0x800,
    IN_CLOEXEC = 0x80000,
}
