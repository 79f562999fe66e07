namespace Caisson.Oci.RuntimeSpec;

/// <summary>What happens to a system call; config-linux.md §Seccomp, seccomp_rule_add(3).</summary>
public enum SeccompAction
{
    /// <summary>Not given.</summary>
    None = 0,

    /// <summary>Ends the thread, as SCMP_ACT_KILL_THREAD.</summary>
    SCMP_ACT_KILL,

    /// <summary>Ends the process.</summary>
    SCMP_ACT_KILL_PROCESS,

    /// <summary>Ends the thread.</summary>
    SCMP_ACT_KILL_THREAD,

    /// <summary>SIGSYS.</summary>
    SCMP_ACT_TRAP,

    /// <summary>Returns an errno.</summary>
    SCMP_ACT_ERRNO,

    /// <summary>Tells a tracer.</summary>
    SCMP_ACT_TRACE,

    /// <summary>Runs.</summary>
    SCMP_ACT_ALLOW,

    /// <summary>Runs and is logged.</summary>
    SCMP_ACT_LOG,

    /// <summary>Asks a listener.</summary>
    SCMP_ACT_NOTIFY,
}

/// <summary>Comparisons of arguments; config-linux.md §Seccomp. Values are libseccomp's (enum scmp_compare).</summary>
public enum SeccompOperator
{
    /// <summary>Not given.</summary>
    None = 0,

    /// <summary>Not equal.</summary>
    SCMP_CMP_NE = 1,

    /// <summary>Less.</summary>
    SCMP_CMP_LT = 2,

    /// <summary>Less or equal.</summary>
    SCMP_CMP_LE = 3,

    /// <summary>Equal.</summary>
    SCMP_CMP_EQ = 4,

    /// <summary>Greater or equal.</summary>
    SCMP_CMP_GE = 5,

    /// <summary>Greater.</summary>
    SCMP_CMP_GT = 6,

    /// <summary>Equal after masking.</summary>
    SCMP_CMP_MASKED_EQ = 7,
}

/// <summary>Flags of a filter; seccomp(2). Values are the kernel's bits (linux/seccomp.h).</summary>
[Flags]
public enum SeccompFlags
{
    /// <summary>Not given.</summary>
    None = 0,

    /// <summary>All threads.</summary>
    SECCOMP_FILTER_FLAG_TSYNC = 1 << 0,

    /// <summary>Log all actions but SCMP_ACT_ALLOW.</summary>
    SECCOMP_FILTER_FLAG_LOG = 1 << 1,

    /// <summary>Leave the speculative store bypass mitigation off.</summary>
    SECCOMP_FILTER_FLAG_SPEC_ALLOW = 1 << 2,

    /// <summary>Wait killable once the listener has received a notification.</summary>
    SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV = 1 << 5,
}

/// <summary>Architectures of system calls; config-linux.md §Seccomp.</summary>
public enum SeccompArch
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
