using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Configuration;

/// <summary>System calls that come with a capability: whoever may do something may also call what does it. Which capability
/// a call needs is in its manual page.</summary>
internal static class CapabilityCalls
{
    private static readonly (string Capability, string[] Calls)[] Table =
    [
        ("CAP_DAC_READ_SEARCH", ["open_by_handle_at"]),
        ("CAP_SYS_ADMIN",
        [
            "bpf", "clone", "clone3", "fanotify_init", "fanotify_mark", "fsconfig", "fsmount", "fsopen", "fspick",
            "lookup_dcookie", "mount", "mount_setattr", "move_mount", "open_tree", "perf_event_open", "pivot_root", "quotactl",
            "quotactl_fd", "setdomainname", "sethostname", "setns", "syslog", "umount", "umount2", "unshare",
            "listmount", "statmount", "lsm_list_modules",
        ]),
        ("CAP_SYS_BOOT", ["reboot", "kexec_file_load", "kexec_load"]),
        ("CAP_SYS_CHROOT", ["chroot"]),
        ("CAP_SYS_MODULE", ["delete_module", "finit_module", "init_module"]),
        ("CAP_SYS_PACCT", ["acct"]),
        ("CAP_SYS_PTRACE", ["kcmp", "pidfd_getfd", "process_madvise", "process_vm_readv", "process_vm_writev", "ptrace"]),
        ("CAP_SYS_RAWIO", ["ioperm", "iopl"]),
        ("CAP_SYS_TIME", ["clock_settime", "clock_settime64", "settimeofday", "stime"]),
        ("CAP_SYS_TTY_CONFIG", ["vhangup"]),
        ("CAP_SYS_NICE", ["get_mempolicy", "mbind", "migrate_pages", "move_pages", "set_mempolicy", "set_mempolicy_home_node"]),
        ("CAP_SYSLOG", ["syslog"]),
        ("CAP_BPF", ["bpf"]),
        ("CAP_PERFMON", ["perf_event_open"]),
    ];

    // Made with one of these, clone3 needs no detour to clone.
    private const string NamespaceMaker = "CAP_SYS_ADMIN";

    /// <summary>A filter with what comes with capabilities.</summary>
    /// <param name="filter">The filter for the default capabilities.</param>
    /// <param name="capabilities">The capabilities.</param>
    internal static SeccompConfig Extend(SeccompConfig filter, string[] capabilities)
    {
        HashSet<string> calls = [.. Table.Where(t => capabilities.Contains(t.Capability)).SelectMany(t => t.Calls)];
        IEnumerable<SeccompSyscall> rules = filter.Syscalls ?? [];
        if (!capabilities.Contains("CAP_SYS_CHROOT"))
        {
            rules = rules.Where(r => r.Names is not ["chroot"]);
        }

        if (capabilities.Contains(NamespaceMaker))
        {
            rules = rules.Where(r => r.Names is not (["clone3"] or ["clone"]));
        }

        HashSet<string> present = [.. rules.Where(r => r.Args is null).SelectMany(r => r.Names)];
        string[] more = [.. calls.Where(c => !present.Contains(c))];
        return filter with
        {
            Syscalls = more.Length == 0
                ? [.. rules]
                : [.. rules, new SeccompSyscall { Names = more, Action = SeccompAction.SCMP_ACT_ALLOW }],
        };
    }
}
