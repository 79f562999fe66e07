namespace Caisson.Oci.RuntimeSpec.Json;

/// <summary>The specification's names for the values of each enumeration.</summary>
internal static class SpecNames
{
    internal static readonly NameTable Namespaces = new(
        "namespace",
        (int)NamespaceType.Pid,
        "pid",
        "network",
        "mount",
        "ipc",
        "uts",
        "user",
        "cgroup",
        "time");

    internal static readonly NameTable Propagations = new(
        "propagation",
        (int)RootfsPropagation.Private,
        "private",
        "rprivate",
        "slave",
        "rslave",
        "shared",
        "rshared",
        "unbindable",
        "runbindable");

    internal static readonly NameTable Devices = new(
        "device type",
        [
            (int)DeviceType.All,
            (int)DeviceType.Block,
            (int)DeviceType.Character,
            (int)DeviceType.Unbuffered,
            (int)DeviceType.Fifo,
        ],
        [
            "a",
            "b",
            "c",
            "u",
            "p",
        ]);

    internal static readonly NameTable Statuses = new(
        "status",
        (int)ContainerStatus.Creating,
        "creating",
        "created",
        "running",
        "stopped",
        "paused");

    internal static readonly NameTable Rlimits = new(
        "limit",
        (int)RlimitType.RLIMIT_CPU,
        "RLIMIT_CPU",
        "RLIMIT_FSIZE",
        "RLIMIT_DATA",
        "RLIMIT_STACK",
        "RLIMIT_CORE",
        "RLIMIT_RSS",
        "RLIMIT_NPROC",
        "RLIMIT_NOFILE",
        "RLIMIT_MEMLOCK",
        "RLIMIT_AS",
        "RLIMIT_LOCKS",
        "RLIMIT_SIGPENDING",
        "RLIMIT_MSGQUEUE",
        "RLIMIT_NICE",
        "RLIMIT_RTPRIO",
        "RLIMIT_RTTIME");

    internal static readonly NameTable SchedulerPolicies = new(
        "policy",
        (int)SchedulerPolicy.SCHED_OTHER,
        "SCHED_OTHER",
        "SCHED_FIFO",
        "SCHED_RR",
        "SCHED_BATCH",
        "SCHED_ISO",
        "SCHED_IDLE",
        "SCHED_DEADLINE");

    internal static readonly NameTable SchedulerFlags = new(
        "flag",
        [
            (int)RuntimeSpec.SchedulerFlags.SCHED_FLAG_RESET_ON_FORK,
            (int)RuntimeSpec.SchedulerFlags.SCHED_FLAG_RECLAIM,
            (int)RuntimeSpec.SchedulerFlags.SCHED_FLAG_DL_OVERRUN,
            (int)RuntimeSpec.SchedulerFlags.SCHED_FLAG_KEEP_POLICY,
            (int)RuntimeSpec.SchedulerFlags.SCHED_FLAG_KEEP_PARAMS,
            (int)RuntimeSpec.SchedulerFlags.SCHED_FLAG_UTIL_CLAMP_MIN,
            (int)RuntimeSpec.SchedulerFlags.SCHED_FLAG_UTIL_CLAMP_MAX,
        ],
        [
            "SCHED_FLAG_RESET_ON_FORK",
            "SCHED_FLAG_RECLAIM",
            "SCHED_FLAG_DL_OVERRUN",
            "SCHED_FLAG_KEEP_POLICY",
            "SCHED_FLAG_KEEP_PARAMS",
            "SCHED_FLAG_UTIL_CLAMP_MIN",
            "SCHED_FLAG_UTIL_CLAMP_MAX",
        ]);

    internal static readonly NameTable IoPriorityClasses = new(
        "class",
        (int)IoPriorityClass.IOPRIO_CLASS_RT,
        "IOPRIO_CLASS_RT",
        "IOPRIO_CLASS_BE",
        "IOPRIO_CLASS_IDLE");

    internal static readonly NameTable PersonalityDomains = new(
        "domain",
        [
            (int)PersonalityDomain.LINUX,
            (int)PersonalityDomain.LINUX32,
        ],
        [
            "LINUX",
            "LINUX32",
        ]);

    internal static readonly NameTable MemoryPolicyModes = new(
        "mode",
        (int)MemoryPolicyMode.MPOL_DEFAULT,
        "MPOL_DEFAULT",
        "MPOL_PREFERRED",
        "MPOL_BIND",
        "MPOL_INTERLEAVE",
        "MPOL_LOCAL",
        "MPOL_PREFERRED_MANY",
        "MPOL_WEIGHTED_INTERLEAVE");

    internal static readonly NameTable MemoryPolicyFlags = new(
        "flag",
        [
            (int)RuntimeSpec.MemoryPolicyFlags.MPOL_F_NUMA_BALANCING,
            (int)RuntimeSpec.MemoryPolicyFlags.MPOL_F_RELATIVE_NODES,
            (int)RuntimeSpec.MemoryPolicyFlags.MPOL_F_STATIC_NODES,
        ],
        [
            "MPOL_F_NUMA_BALANCING",
            "MPOL_F_RELATIVE_NODES",
            "MPOL_F_STATIC_NODES",
        ]);

    internal static readonly NameTable SeccompActions = new(
        "action",
        (int)SeccompAction.SCMP_ACT_KILL,
        "SCMP_ACT_KILL",
        "SCMP_ACT_KILL_PROCESS",
        "SCMP_ACT_KILL_THREAD",
        "SCMP_ACT_TRAP",
        "SCMP_ACT_ERRNO",
        "SCMP_ACT_TRACE",
        "SCMP_ACT_ALLOW",
        "SCMP_ACT_LOG",
        "SCMP_ACT_NOTIFY");

    internal static readonly NameTable SeccompOperators = new(
        "operator",
        (int)SeccompOperator.SCMP_CMP_NE,
        "SCMP_CMP_NE",
        "SCMP_CMP_LT",
        "SCMP_CMP_LE",
        "SCMP_CMP_EQ",
        "SCMP_CMP_GE",
        "SCMP_CMP_GT",
        "SCMP_CMP_MASKED_EQ");

    internal static readonly NameTable SeccompFlags = new(
        "flag",
        [
            (int)RuntimeSpec.SeccompFlags.SECCOMP_FILTER_FLAG_TSYNC,
            (int)RuntimeSpec.SeccompFlags.SECCOMP_FILTER_FLAG_LOG,
            (int)RuntimeSpec.SeccompFlags.SECCOMP_FILTER_FLAG_SPEC_ALLOW,
            (int)RuntimeSpec.SeccompFlags.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
        ],
        [
            "SECCOMP_FILTER_FLAG_TSYNC",
            "SECCOMP_FILTER_FLAG_LOG",
            "SECCOMP_FILTER_FLAG_SPEC_ALLOW",
            "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV",
        ]);

    internal static readonly NameTable SeccompArchs = new(
        "architecture",
        (int)SeccompArch.SCMP_ARCH_X86,
        "SCMP_ARCH_X86",
        "SCMP_ARCH_X86_64",
        "SCMP_ARCH_X32",
        "SCMP_ARCH_ARM",
        "SCMP_ARCH_AARCH64",
        "SCMP_ARCH_MIPS",
        "SCMP_ARCH_MIPS64",
        "SCMP_ARCH_MIPS64N32",
        "SCMP_ARCH_MIPSEL",
        "SCMP_ARCH_MIPSEL64",
        "SCMP_ARCH_MIPSEL64N32",
        "SCMP_ARCH_PPC",
        "SCMP_ARCH_PPC64",
        "SCMP_ARCH_PPC64LE",
        "SCMP_ARCH_S390",
        "SCMP_ARCH_S390X",
        "SCMP_ARCH_PARISC",
        "SCMP_ARCH_PARISC64",
        "SCMP_ARCH_RISCV64",
        "SCMP_ARCH_LOONGARCH64",
        "SCMP_ARCH_M68K",
        "SCMP_ARCH_SH",
        "SCMP_ARCH_SHEB");
}
