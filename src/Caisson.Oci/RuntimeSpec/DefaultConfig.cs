namespace Caisson.Oci.RuntimeSpec;

/// <summary>The configuration that the command <c>spec</c> writes: a shell with few privileges, the same as
/// runc's.</summary>
public static class DefaultConfig
{
    /// <summary>Makes the configuration.</summary>
    /// <param name="rootless">For an ordinary user: in a user namespace in which that user is root, without a network
    /// of its own and without limits.</param>
    /// <param name="cgroupNamespace">With a cgroup namespace, as befits a host with cgroup v2 alone.</param>
    /// <param name="hostUid">The user, for <paramref name="rootless"/>.</param>
    /// <param name="hostGid">The user's group, for <paramref name="rootless"/>.</param>
    public static ContainerConfig Create(
        bool rootless = false, bool cgroupNamespace = false, uint hostUid = 0, uint hostGid = 0) => new()
        {
            OciVersion = SpecVersion.Current,
            Process = Process(),
            Root = new ContainerRoot { Path = "rootfs", Readonly = true },
            Hostname = "caisson",
            Mounts = Mounts(rootless),
            Linux = new LinuxConfig
            {
                UidMappings = rootless ? [new IdMapping { ContainerID = 0, HostID = hostUid, Size = 1 }] : null,
                GidMappings = rootless ? [new IdMapping { ContainerID = 0, HostID = hostGid, Size = 1 }] : null,
                Resources = rootless
                    ? null
                    : new LinuxResources { Devices = [new DeviceRule { Allow = false, Access = "rwm" }] },
                Namespaces = Namespaces(rootless, cgroupNamespace),
                MaskedPaths =
                [
                    "/proc/acpi",
                    "/proc/asound",
                    "/proc/kcore",
                    "/proc/keys",
                    "/proc/latency_stats",
                    "/proc/timer_list",
                    "/proc/timer_stats",
                    "/proc/sched_debug",
                    "/sys/firmware",
                    "/proc/scsi",
                ],
                ReadonlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"],
            },
        };

    private static ContainerProcess Process()
    {
        string[] capabilities = ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"];
        return new ContainerProcess
        {
            Terminal = true,
            Args = ["sh"],
            Env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"],
            Cwd = "/",
            Capabilities = new CapabilitySets
            {
                Bounding = capabilities,
                Effective = capabilities,
                Permitted = capabilities,
                Ambient = capabilities,
            },
            Rlimits = [new ProcessRlimit { Type = RlimitType.RLIMIT_NOFILE, Hard = 1024, Soft = 1024 }],
            NoNewPrivileges = true,
        };
    }

    private static ContainerMount[] Mounts(bool rootless) =>
    [
        Mount("/proc", "proc", "proc", null),
        Mount("/dev", "tmpfs", "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),

        // 5 is the group tty, which a user namespace of one id does not have.
        Mount("/dev/pts", "devpts", "devpts", rootless
            ? ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"]
            : ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]),
        Mount("/dev/shm", "tmpfs", "shm", ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]),
        Mount("/dev/mqueue", "mqueue", "mqueue", ["nosuid", "noexec", "nodev"]),

        // sysfs can be mounted only by whoever owns the network namespace.
        rootless
            ? Mount("/sys", "none", "/sys", ["rbind", "nosuid", "noexec", "nodev", "ro"])
            : Mount("/sys", "sysfs", "sysfs", ["nosuid", "noexec", "nodev", "ro"]),
        Mount("/sys/fs/cgroup", "cgroup", "cgroup", ["nosuid", "noexec", "nodev", "relatime", "ro"]),
    ];

    private static ContainerMount Mount(string destination, string type, string source, string[]? options) =>
        new() { Destination = destination, Type = type, Source = source, Options = options };

    private static LinuxNamespace[] Namespaces(bool rootless, bool cgroupNamespace)
    {
        List<LinuxNamespace> namespaces = [New(NamespaceType.Pid)];
        if (!rootless)
        {
            namespaces.Add(New(NamespaceType.Network));
        }

        namespaces.Add(New(NamespaceType.Ipc));
        namespaces.Add(New(NamespaceType.Uts));
        namespaces.Add(New(NamespaceType.Mount));
        if (cgroupNamespace)
        {
            namespaces.Add(New(NamespaceType.Cgroup));
        }

        if (rootless)
        {
            namespaces.Add(New(NamespaceType.User));
        }

        return [.. namespaces];
    }

    private static LinuxNamespace New(NamespaceType type) => new() { Type = type };
}
