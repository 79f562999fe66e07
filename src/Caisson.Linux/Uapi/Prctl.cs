namespace Caisson.Linux.Uapi;

/// <summary>The operations of prctl(2) that the project uses, with the names of <c>linux/prctl.h</c> (Linux 6.1).</summary>
internal enum PrctlOption
{
    PR_SET_PDEATHSIG = 1,
    PR_GET_PDEATHSIG = 2,
    PR_GET_DUMPABLE = 3,
    PR_SET_DUMPABLE = 4,
    PR_GET_KEEPCAPS = 7,
    PR_SET_KEEPCAPS = 8,
    PR_SET_NAME = 15,
    PR_GET_NAME = 16,
    PR_GET_SECCOMP = 21,
    PR_CAPBSET_READ = 23,
    PR_CAPBSET_DROP = 24,
    PR_GET_SECUREBITS = 27,
    PR_SET_SECUREBITS = 28,
    PR_SET_CHILD_SUBREAPER = 36,
    PR_GET_CHILD_SUBREAPER = 37,
    PR_SET_NO_NEW_PRIVS = 38,
    PR_GET_NO_NEW_PRIVS = 39,
    PR_CAP_AMBIENT = 47,
}

/// <summary>The second argument of <see cref="PrctlOption.PR_CAP_AMBIENT"/>.</summary>
internal enum PrctlAmbient
{
    PR_CAP_AMBIENT_IS_SET = 1,
    PR_CAP_AMBIENT_RAISE = 2,
    PR_CAP_AMBIENT_LOWER = 3,
    PR_CAP_AMBIENT_CLEAR_ALL = 4,
}

/// <summary>How user 0 and capabilities go together, with the names of <c>linux/securebits.h</c>; capabilities(7).</summary>
[Flags]
public enum SecureBits
{
    /// <summary>The traditional rules: user 0 has privileges because it is user 0.</summary>
    None = 0,

    /// <summary>execve(2) gives user 0 nothing.</summary>
    SECBIT_NOROOT = 1 << 0,

    /// <summary><see cref="SECBIT_NOROOT"/> can't be changed any more.</summary>
    SECBIT_NOROOT_LOCKED = 1 << 1,

    /// <summary>Changing from or to user 0 leaves the capabilities alone.</summary>
    SECBIT_NO_SETUID_FIXUP = 1 << 2,

    /// <summary><see cref="SECBIT_NO_SETUID_FIXUP"/> can't be changed any more.</summary>
    SECBIT_NO_SETUID_FIXUP_LOCKED = 1 << 3,

    /// <summary>The permitted set survives leaving user 0, until execve(2).</summary>
    SECBIT_KEEP_CAPS = 1 << 4,

    /// <summary><see cref="SECBIT_KEEP_CAPS"/> can't be changed any more.</summary>
    SECBIT_KEEP_CAPS_LOCKED = 1 << 5,

    /// <summary>No capability can be made ambient.</summary>
    SECBIT_NO_CAP_AMBIENT_RAISE = 1 << 6,

    /// <summary><see cref="SECBIT_NO_CAP_AMBIENT_RAISE"/> can't be changed any more.</summary>
    SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED = 1 << 7,
}

/// <summary>What PR_SET_DUMPABLE can make of a process; prctl(2).</summary>
public enum Dumpable
{
    /// <summary>SUID_DUMP_DISABLE: no core, no ptrace(2) by equals, <c>/proc/PID</c> belongs to user 0.</summary>
    Disabled = 0,

    /// <summary>SUID_DUMP_USER: an ordinary process.</summary>
    User = 1,

    /// <summary>SUID_DUMP_ROOT: the core is for user 0 only. The kernel sets it, prctl(2) refuses it.</summary>
    Root = 2,
}

/// <summary>
/// Execution domains, with the names of <c>linux/personality.h</c>: the two that Linux programs use, and the bits that
/// can be added to either; personality(2).
/// </summary>
[Flags]
public enum PersonalityDomain : uint
{
    /// <summary>Linux.</summary>
    PER_LINUX = 0,

    /// <summary>Linux, with a uname(2) that names the 32-bit machine.</summary>
    PER_LINUX32 = 0x8,

    /// <summary>uname(2) reports a kernel 2.6.</summary>
    UNAME26 = 0x20000,

    /// <summary>Addresses are not randomised.</summary>
    ADDR_NO_RANDOMIZE = 0x40000,

    /// <summary>Page 0 is mapped, readable.</summary>
    MMAP_PAGE_ZERO = 0x100000,

    /// <summary>The old layout of the address space.</summary>
    ADDR_COMPAT_LAYOUT = 0x200000,

    /// <summary>What is readable is executable.</summary>
    READ_IMPLIES_EXEC = 0x400000,

    /// <summary>32 bits of address space.</summary>
    ADDR_LIMIT_32BIT = 0x800000,

    /// <summary>Without effect.</summary>
    SHORT_INODE = 0x1000000,

    /// <summary>Without effect.</summary>
    WHOLE_SECONDS = 0x2000000,

    /// <summary>select(2) leaves its timeout alone.</summary>
    STICKY_TIMEOUTS = 0x4000000,

    /// <summary>3 GiB of address space.</summary>
    ADDR_LIMIT_3GB = 0x8000000,
}
