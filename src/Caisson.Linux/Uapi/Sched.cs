using System.Runtime.InteropServices;

namespace Caisson.Linux.Uapi;

/// <summary>What a child shares, and which namespaces are new, with the names of <c>linux/sched.h</c>; clone(2), namespaces(7).</summary>
[Flags]
public enum CloneFlags : ulong
{
    /// <summary>A plain child.</summary>
    None = 0,

    /// <summary>A time namespace.</summary>
    CLONE_NEWTIME = 0x80,

    /// <summary>Root, working directory and umask (with unshare(2): stop sharing them).</summary>
    CLONE_FS = 0x200,

    /// <summary>A descriptor of the child for the parent.</summary>
    CLONE_PIDFD = 0x1000,

    /// <summary>The child's parent is the caller's parent.</summary>
    CLONE_PARENT = 0x8000,

    /// <summary>A mount namespace.</summary>
    CLONE_NEWNS = 0x20000,

    /// <summary>The child's number is stored in the parent's memory.</summary>
    CLONE_PARENT_SETTID = 0x100000,

    /// <summary>A cgroup namespace.</summary>
    CLONE_NEWCGROUP = 0x2000000,

    /// <summary>A UTS namespace.</summary>
    CLONE_NEWUTS = 0x4000000,

    /// <summary>An IPC namespace.</summary>
    CLONE_NEWIPC = 0x8000000,

    /// <summary>A user namespace.</summary>
    CLONE_NEWUSER = 0x10000000,

    /// <summary>A PID namespace.</summary>
    CLONE_NEWPID = 0x20000000,

    /// <summary>A network namespace.</summary>
    CLONE_NEWNET = 0x40000000,

    /// <summary>Handled signals are back to their defaults in the child.</summary>
    CLONE_CLEAR_SIGHAND = 0x1_0000_0000,

    /// <summary>The child starts in a cgroup (v2).</summary>
    CLONE_INTO_CGROUP = 0x2_0000_0000,
}

/// <summary><c>struct clone_args</c> of <c>linux/sched.h</c>, version 2 (88 bytes); clone3(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CloneArgs
{
    internal ulong flags;
    internal ulong pidfd;
    internal ulong child_tid;
    internal ulong parent_tid;
    internal ulong exit_signal;
    internal ulong stack;
    internal ulong stack_size;
    internal ulong tls;
    internal ulong set_tid;
    internal ulong set_tid_size;
    internal ulong cgroup;
}
