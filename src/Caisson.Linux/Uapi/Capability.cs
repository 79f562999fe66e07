namespace Caisson.Linux.Uapi;

/// <summary>The kernel's capabilities, with the names and numbers of <c>linux/capability.h</c> (Linux 6.1); capabilities(7).</summary>
public enum Capability
{
    /// <summary>Change the owner of any file.</summary>
    CAP_CHOWN = 0,

    /// <summary>Pass over permission checks on reading, writing and executing.</summary>
    CAP_DAC_OVERRIDE = 1,

    /// <summary>Pass over permission checks on reading files and searching directories; open by handle.</summary>
    CAP_DAC_READ_SEARCH = 2,

    /// <summary>Act as the owner of any file.</summary>
    CAP_FOWNER = 3,

    /// <summary>Keep the set-user-ID and set-group-ID bits when a file changes.</summary>
    CAP_FSETID = 4,

    /// <summary>Signal any process.</summary>
    CAP_KILL = 5,

    /// <summary>Change groups.</summary>
    CAP_SETGID = 6,

    /// <summary>Change users.</summary>
    CAP_SETUID = 7,

    /// <summary>Drop from the bounding set, add to the inheritable set, change the secure bits.</summary>
    CAP_SETPCAP = 8,

    /// <summary>Set the append-only and immutable attributes.</summary>
    CAP_LINUX_IMMUTABLE = 9,

    /// <summary>Bind ports below 1024.</summary>
    CAP_NET_BIND_SERVICE = 10,

    /// <summary>Broadcast, and listen to multicast.</summary>
    CAP_NET_BROADCAST = 11,

    /// <summary>Configure the network.</summary>
    CAP_NET_ADMIN = 12,

    /// <summary>Raw and packet sockets.</summary>
    CAP_NET_RAW = 13,

    /// <summary>Lock memory.</summary>
    CAP_IPC_LOCK = 14,

    /// <summary>Pass over permission checks on System V IPC.</summary>
    CAP_IPC_OWNER = 15,

    /// <summary>Load and unload kernel modules.</summary>
    CAP_SYS_MODULE = 16,

    /// <summary>Ports, /dev/mem and other raw I/O.</summary>
    CAP_SYS_RAWIO = 17,

    /// <summary>chroot(2); enter mount namespaces.</summary>
    CAP_SYS_CHROOT = 18,

    /// <summary>Trace any process.</summary>
    CAP_SYS_PTRACE = 19,

    /// <summary>Process accounting.</summary>
    CAP_SYS_PACCT = 20,

    /// <summary>Mounts, namespaces, and whatever else found no name of its own.</summary>
    CAP_SYS_ADMIN = 21,

    /// <summary>reboot(2), kexec_load(2).</summary>
    CAP_SYS_BOOT = 22,

    /// <summary>Raise priorities, set real-time scheduling and affinity of others.</summary>
    CAP_SYS_NICE = 23,

    /// <summary>Pass over resource limits, lower oom_score_adj.</summary>
    CAP_SYS_RESOURCE = 24,

    /// <summary>Set the clocks.</summary>
    CAP_SYS_TIME = 25,

    /// <summary>vhangup(2) and privileged operations on terminals.</summary>
    CAP_SYS_TTY_CONFIG = 26,

    /// <summary>Make device nodes.</summary>
    CAP_MKNOD = 27,

    /// <summary>Take leases on any file.</summary>
    CAP_LEASE = 28,

    /// <summary>Write to the audit log.</summary>
    CAP_AUDIT_WRITE = 29,

    /// <summary>Configure auditing.</summary>
    CAP_AUDIT_CONTROL = 30,

    /// <summary>Set capabilities on files; map user 0 into a user namespace.</summary>
    CAP_SETFCAP = 31,

    /// <summary>Override mandatory access control (Smack).</summary>
    CAP_MAC_OVERRIDE = 32,

    /// <summary>Configure mandatory access control (Smack).</summary>
    CAP_MAC_ADMIN = 33,

    /// <summary>Privileged syslog(2) operations.</summary>
    CAP_SYSLOG = 34,

    /// <summary>Timers that wake the system.</summary>
    CAP_WAKE_ALARM = 35,

    /// <summary>Keep the system from suspending.</summary>
    CAP_BLOCK_SUSPEND = 36,

    /// <summary>Read the audit log.</summary>
    CAP_AUDIT_READ = 37,

    /// <summary>Performance monitoring.</summary>
    CAP_PERFMON = 38,

    /// <summary>Privileged BPF operations.</summary>
    CAP_BPF = 39,

    /// <summary>Choose process numbers, read others' map files: checkpoint and restore.</summary>
    CAP_CHECKPOINT_RESTORE = 40,
}
