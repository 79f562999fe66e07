using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Seccomp;

/// <summary>What profiles may contain, by the names of the OCI runtime specification; features-linux.md §Seccomp.</summary>
public static class SeccompSupport
{
    /// <summary>Every action.</summary>
    public static ReadOnlySpan<string> Actions => (string[])
    [
        nameof(ScmpAction.SCMP_ACT_ALLOW),
        nameof(ScmpAction.SCMP_ACT_ERRNO),
        nameof(ScmpAction.SCMP_ACT_KILL),
        nameof(ScmpAction.SCMP_ACT_KILL_PROCESS),
        nameof(ScmpAction.SCMP_ACT_KILL_THREAD),
        nameof(ScmpAction.SCMP_ACT_LOG),
        nameof(ScmpAction.SCMP_ACT_NOTIFY),
        nameof(ScmpAction.SCMP_ACT_TRACE),
        nameof(ScmpAction.SCMP_ACT_TRAP),
    ];

    /// <summary>Every comparison.</summary>
    public static ReadOnlySpan<string> Operators => (string[])
    [
        nameof(ScmpCompare.SCMP_CMP_EQ),
        nameof(ScmpCompare.SCMP_CMP_GE),
        nameof(ScmpCompare.SCMP_CMP_GT),
        nameof(ScmpCompare.SCMP_CMP_LE),
        nameof(ScmpCompare.SCMP_CMP_LT),
        nameof(ScmpCompare.SCMP_CMP_MASKED_EQ),
        nameof(ScmpCompare.SCMP_CMP_NE),
    ];

    /// <summary>Every architecture that a profile may list, those included that this machine can't run.</summary>
    public static ReadOnlySpan<string> Architectures => (string[])
    [
        nameof(ScmpArch.SCMP_ARCH_AARCH64),
        nameof(ScmpArch.SCMP_ARCH_ARM),
        nameof(ScmpArch.SCMP_ARCH_LOONGARCH64),
        nameof(ScmpArch.SCMP_ARCH_M68K),
        nameof(ScmpArch.SCMP_ARCH_MIPS),
        nameof(ScmpArch.SCMP_ARCH_MIPS64),
        nameof(ScmpArch.SCMP_ARCH_MIPS64N32),
        nameof(ScmpArch.SCMP_ARCH_MIPSEL),
        nameof(ScmpArch.SCMP_ARCH_MIPSEL64),
        nameof(ScmpArch.SCMP_ARCH_MIPSEL64N32),
        nameof(ScmpArch.SCMP_ARCH_PARISC),
        nameof(ScmpArch.SCMP_ARCH_PARISC64),
        nameof(ScmpArch.SCMP_ARCH_PPC),
        nameof(ScmpArch.SCMP_ARCH_PPC64),
        nameof(ScmpArch.SCMP_ARCH_PPC64LE),
        nameof(ScmpArch.SCMP_ARCH_RISCV64),
        nameof(ScmpArch.SCMP_ARCH_S390),
        nameof(ScmpArch.SCMP_ARCH_S390X),
        nameof(ScmpArch.SCMP_ARCH_SH),
        nameof(ScmpArch.SCMP_ARCH_SHEB),
        nameof(ScmpArch.SCMP_ARCH_X32),
        nameof(ScmpArch.SCMP_ARCH_X86),
        nameof(ScmpArch.SCMP_ARCH_X86_64),
    ];

    /// <summary>Every flag that a profile may have; <see cref="SupportedFlags"/> are those that the kernel has too.</summary>
    public static ReadOnlySpan<string> KnownFlags => (string[])
    [
        nameof(SeccompFilterFlags.SECCOMP_FILTER_FLAG_TSYNC),
        nameof(SeccompFilterFlags.SECCOMP_FILTER_FLAG_SPEC_ALLOW),
        nameof(SeccompFilterFlags.SECCOMP_FILTER_FLAG_LOG),
        nameof(SeccompFilterFlags.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV),
    ];

    /// <summary>The flags that the running kernel takes.</summary>
    public static string[] SupportedFlags()
    {
        List<string> names = [];
        AddIfSupported(names, SeccompFilterFlags.SECCOMP_FILTER_FLAG_TSYNC, KnownFlags[0]);
        AddIfSupported(names, SeccompFilterFlags.SECCOMP_FILTER_FLAG_SPEC_ALLOW, KnownFlags[1]);
        AddIfSupported(names, SeccompFilterFlags.SECCOMP_FILTER_FLAG_LOG, KnownFlags[2]);
        AddIfSupported(names, SeccompFilterFlags.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, KnownFlags[3]);
        return [.. names];
    }

    /// <summary>The version of libseccomp, whose table of system calls serves: <c>2.5.4</c>.</summary>
    public static unsafe string LibraryVersion()
    {
        // SAFETY: libseccomp returns the address of a constant of its own, three unsigned ints.
        uint* version = LibSeccomp.seccomp_version();
        return string.Create(null, $"{version[0]}.{version[1]}.{version[2]}");
    }

    private static void AddIfSupported(List<string> names, SeccompFilterFlags flag, string name)
    {
        if (SeccompFilter.KernelSupports(flag))
        {
            names.Add(name);
        }
    }
}
