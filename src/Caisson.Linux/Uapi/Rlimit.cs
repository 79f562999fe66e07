using System.Runtime.InteropServices;

namespace Caisson.Linux.Uapi;

/// <summary>The resources that a process can be limited in, with the names of <c>asm-generic/resource.h</c>; getrlimit(2).</summary>
public enum Rlimit
{
    /// <summary>CPU time, seconds.</summary>
    RLIMIT_CPU = 0,

    /// <summary>The size of a file that the process writes, bytes.</summary>
    RLIMIT_FSIZE = 1,

    /// <summary>Data segment, bytes.</summary>
    RLIMIT_DATA = 2,

    /// <summary>Stack of the main thread, bytes.</summary>
    RLIMIT_STACK = 3,

    /// <summary>Core file, bytes.</summary>
    RLIMIT_CORE = 4,

    /// <summary>Resident memory, bytes; without effect since Linux 2.4.30.</summary>
    RLIMIT_RSS = 5,

    /// <summary>Threads of the user.</summary>
    RLIMIT_NPROC = 6,

    /// <summary>The highest descriptor, plus one.</summary>
    RLIMIT_NOFILE = 7,

    /// <summary>Locked memory, bytes.</summary>
    RLIMIT_MEMLOCK = 8,

    /// <summary>Address space, bytes.</summary>
    RLIMIT_AS = 9,

    /// <summary>File locks; without effect since Linux 2.4.25.</summary>
    RLIMIT_LOCKS = 10,

    /// <summary>Queued signals of the user.</summary>
    RLIMIT_SIGPENDING = 11,

    /// <summary>POSIX message queues of the user, bytes.</summary>
    RLIMIT_MSGQUEUE = 12,

    /// <summary>20 minus the lowest nice value.</summary>
    RLIMIT_NICE = 13,

    /// <summary>The highest real-time priority.</summary>
    RLIMIT_RTPRIO = 14,

    /// <summary>CPU time without a blocking call under real-time scheduling, microseconds.</summary>
    RLIMIT_RTTIME = 15,
}

/// <summary><c>struct rlimit64</c> of <c>linux/resource.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Rlimit64
{
    internal ulong rlim_cur;
    internal ulong rlim_max;
}
