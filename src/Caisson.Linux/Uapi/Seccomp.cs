using System.Runtime.InteropServices;

namespace Caisson.Linux.Uapi;

/// <summary>The operations of seccomp(2), with the names of <c>linux/seccomp.h</c> (Linux 6.1).</summary>
internal enum SeccompOperation
{
    SECCOMP_SET_MODE_STRICT = 0,
    SECCOMP_SET_MODE_FILTER = 1,
    SECCOMP_GET_ACTION_AVAIL = 2,
    SECCOMP_GET_NOTIF_SIZES = 3,
}

/// <summary>Flags of a filter, with the names of <c>linux/seccomp.h</c>; seccomp(2).</summary>
[Flags]
public enum SeccompFilterFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>The filter is for every thread of the process.</summary>
    SECCOMP_FILTER_FLAG_TSYNC = 1 << 0,

    /// <summary>Everything but "allow" may be logged.</summary>
    SECCOMP_FILTER_FLAG_LOG = 1 << 1,

    /// <summary>The mitigation of speculative store bypass stays off.</summary>
    SECCOMP_FILTER_FLAG_SPEC_ALLOW = 1 << 2,

    /// <summary>Loading returns a descriptor on which calls are announced.</summary>
    SECCOMP_FILTER_FLAG_NEW_LISTENER = 1 << 3,

    /// <summary>With both TSYNC and NEW_LISTENER: a thread that can't be synchronised is ESRCH.</summary>
    SECCOMP_FILTER_FLAG_TSYNC_ESRCH = 1 << 4,

    /// <summary>Once received by the listener, a call waits on through all signals but fatal ones (Linux 5.19).</summary>
    SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV = 1 << 5,
}

/// <summary>
/// What a filter answers, with the names of <c>linux/seccomp.h</c>; the low 16 bits are data: an errno, or what a tracer
/// or SIGSYS is told.
/// </summary>
internal enum SeccompReturn : uint
{
    SECCOMP_RET_KILL_THREAD = 0x00000000,
    SECCOMP_RET_TRAP = 0x00030000,
    SECCOMP_RET_ERRNO = 0x00050000,
    SECCOMP_RET_USER_NOTIF = 0x7fc00000,
    SECCOMP_RET_TRACE = 0x7ff00000,
    SECCOMP_RET_LOG = 0x7ffc0000,
    SECCOMP_RET_ALLOW = 0x7fff0000,
    SECCOMP_RET_KILL_PROCESS = 0x80000000,
}

/// <summary><c>struct sock_filter</c> of <c>linux/filter.h</c>: one instruction of classic BPF, 8 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct SockFilter
{
    internal ushort code;
    internal byte jt;
    internal byte jf;
    internal uint k;

    internal SockFilter(BpfCode code, uint k, byte jt = 0, byte jf = 0) =>
        (this.code, this.jt, this.jf, this.k) = ((ushort)code, jt, jf, k);
}

/// <summary><c>struct sock_fprog</c> of <c>linux/filter.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SockFprog
{
    internal ushort len;
    internal SockFilter* filter;
}

/// <summary>
/// The instructions of classic BPF that a seccomp filter is made of: the sums of <c>linux/bpf_common.h</c>'s class, size,
/// mode and operation.
/// </summary>
internal enum BpfCode : ushort
{
    /// <summary>BPF_LD | BPF_W | BPF_ABS: the accumulator becomes the word at offset k of the data.</summary>
    LD_W_ABS = 0x20,

    /// <summary>BPF_ALU | BPF_AND | BPF_K: the accumulator is masked with k.</summary>
    ALU_AND_K = 0x54,

    /// <summary>BPF_JMP | BPF_JA: on, past k instructions.</summary>
    JMP_JA = 0x05,

    /// <summary>BPF_JMP | BPF_JEQ | BPF_K.</summary>
    JMP_JEQ_K = 0x15,

    /// <summary>BPF_JMP | BPF_JGT | BPF_K, unsigned.</summary>
    JMP_JGT_K = 0x25,

    /// <summary>BPF_JMP | BPF_JGE | BPF_K, unsigned.</summary>
    JMP_JGE_K = 0x35,

    /// <summary>BPF_JMP | BPF_JSET | BPF_K: any bit of k set?</summary>
    JMP_JSET_K = 0x45,

    /// <summary>BPF_RET | BPF_K.</summary>
    RET_K = 0x06,
}

/// <summary>
/// What happens to a system call, with the names of seccomp_rule_add(3) and of the OCI runtime specification, in the
/// latter's order.
/// </summary>
public enum ScmpAction
{
    /// <summary>Not given.</summary>
    None = 0,

    /// <summary>Ends the thread, as <see cref="SCMP_ACT_KILL_THREAD"/>.</summary>
    SCMP_ACT_KILL,

    /// <summary>Ends the process.</summary>
    SCMP_ACT_KILL_PROCESS,

    /// <summary>Ends the thread.</summary>
    SCMP_ACT_KILL_THREAD,

    /// <summary>Sends SIGSYS.</summary>
    SCMP_ACT_TRAP,

    /// <summary>Fails the call with an errno.</summary>
    SCMP_ACT_ERRNO,

    /// <summary>Asks the tracer; without one the call fails with ENOSYS.</summary>
    SCMP_ACT_TRACE,

    /// <summary>Runs it.</summary>
    SCMP_ACT_ALLOW,

    /// <summary>Runs it, and logs that.</summary>
    SCMP_ACT_LOG,

    /// <summary>Asks whoever holds the filter's listener.</summary>
    SCMP_ACT_NOTIFY,
}

/// <summary>How an argument of a system call is compared, with the names and numbers of seccomp_rule_add(3).</summary>
public enum ScmpCompare
{
    /// <summary>Not given.</summary>
    None = 0,

    /// <summary>Not equal.</summary>
    SCMP_CMP_NE = 1,

    /// <summary>Less, unsigned.</summary>
    SCMP_CMP_LT = 2,

    /// <summary>Less or equal, unsigned.</summary>
    SCMP_CMP_LE = 3,

    /// <summary>Equal.</summary>
    SCMP_CMP_EQ = 4,

    /// <summary>Greater or equal, unsigned.</summary>
    SCMP_CMP_GE = 5,

    /// <summary>Greater, unsigned.</summary>
    SCMP_CMP_GT = 6,

    /// <summary>Equal in the bits of a mask.</summary>
    SCMP_CMP_MASKED_EQ = 7,
}

/// <summary>
/// Whose system calls, with the names of seccomp_arch_add(3) and of the OCI runtime specification, in the latter's order.
/// </summary>
public enum ScmpArch
{
    /// <summary>Not given.</summary>
    None = 0,

    /// <summary>x86, 32 bits.</summary>
    SCMP_ARCH_X86,

    /// <summary>x86-64.</summary>
    SCMP_ARCH_X86_64,

    /// <summary>x86-64 with 32-bit pointers.</summary>
    SCMP_ARCH_X32,

    /// <summary>Arm, 32 bits.</summary>
    SCMP_ARCH_ARM,

    /// <summary>Arm, 64 bits.</summary>
    SCMP_ARCH_AARCH64,

    /// <summary>MIPS.</summary>
    SCMP_ARCH_MIPS,

    /// <summary>MIPS, 64 bits.</summary>
    SCMP_ARCH_MIPS64,

    /// <summary>MIPS, 64 bits, N32.</summary>
    SCMP_ARCH_MIPS64N32,

    /// <summary>MIPS, little endian.</summary>
    SCMP_ARCH_MIPSEL,

    /// <summary>MIPS, 64 bits, little endian.</summary>
    SCMP_ARCH_MIPSEL64,

    /// <summary>MIPS, 64 bits, N32, little endian.</summary>
    SCMP_ARCH_MIPSEL64N32,

    /// <summary>PowerPC.</summary>
    SCMP_ARCH_PPC,

    /// <summary>PowerPC, 64 bits.</summary>
    SCMP_ARCH_PPC64,

    /// <summary>PowerPC, 64 bits, little endian.</summary>
    SCMP_ARCH_PPC64LE,

    /// <summary>S/390.</summary>
    SCMP_ARCH_S390,

    /// <summary>S/390, 64 bits.</summary>
    SCMP_ARCH_S390X,

    /// <summary>PA-RISC.</summary>
    SCMP_ARCH_PARISC,

    /// <summary>PA-RISC, 64 bits.</summary>
    SCMP_ARCH_PARISC64,

    /// <summary>RISC-V, 64 bits.</summary>
    SCMP_ARCH_RISCV64,

    /// <summary>LoongArch, 64 bits.</summary>
    SCMP_ARCH_LOONGARCH64,

    /// <summary>Motorola 68000.</summary>
    SCMP_ARCH_M68K,

    /// <summary>SuperH.</summary>
    SCMP_ARCH_SH,

    /// <summary>SuperH, big endian.</summary>
    SCMP_ARCH_SHEB,
}
