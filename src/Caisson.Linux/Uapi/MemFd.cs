namespace Caisson.Linux.Uapi;

/// <summary>Flags of memfd_create(2); <c>linux/memfd.h</c> (Linux 6.3).</summary>
[Flags]
internal enum MemFdFlags : uint
{
    MFD_CLOEXEC = 0x1,
    MFD_ALLOW_SEALING = 0x2,

    /// <summary>Of huge pages, which the administrator has set aside.</summary>
    MFD_HUGETLB = 0x4,

    /// <summary>Known since Linux 6.3: never executable.</summary>
    MFD_NOEXEC_SEAL = 0x8,

    /// <summary>Known since Linux 6.3: executable, whatever <c>vm.memfd_noexec</c>'s default is.</summary>
    MFD_EXEC = 0x10,

    /// <summary>With <see cref="MFD_HUGETLB"/>: of 2 MiB each.</summary>
    MFD_HUGE_2MB = 21u << 26,
}

/// <summary>What a sealed file refuses for ever; <c>linux/fcntl.h</c>, fcntl(2).</summary>
[Flags]
public enum FileSeals
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>No further seals.</summary>
    F_SEAL_SEAL = 0x1,

    /// <summary>The file can't become shorter.</summary>
    F_SEAL_SHRINK = 0x2,

    /// <summary>The file can't become longer.</summary>
    F_SEAL_GROW = 0x4,

    /// <summary>No writes, through no mapping either.</summary>
    F_SEAL_WRITE = 0x8,

    /// <summary>No writes except through writable shared mappings that exist already.</summary>
    F_SEAL_FUTURE_WRITE = 0x10,

    /// <summary>The execute bits can't change (Linux 6.3).</summary>
    F_SEAL_EXEC = 0x20,
}

/// <summary>Commands of fcntl(2); <c>asm-generic/fcntl.h</c>, <c>linux/fcntl.h</c>.</summary>
internal enum FcntlCommand
{
    F_GETFD = 1,
    F_SETFD = 2,
    F_GETFL = 3,
    F_SETFL = 4,
    F_SETPIPE_SZ = 1031,
    F_GETPIPE_SZ = 1032,
    F_DUPFD_CLOEXEC = 1030,
    F_ADD_SEALS = 1033,
    F_GET_SEALS = 1034,
}
