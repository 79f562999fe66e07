using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Defaults;

/// <summary>The kernel's file systems that every container has.</summary>
internal static class DefaultMounts
{
    /// <summary>The mounts, in the order in which they are made.</summary>
    internal static readonly ContainerMount[] All =
    [
        Mount("/proc", "proc", "nosuid", "noexec", "nodev"),
        Mount("/dev", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),

        // 5 is the group tty.
        Mount("/dev/pts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"),
        Mount("/sys", "sysfs", "nosuid", "noexec", "nodev", "ro"),
        Mount("/sys/fs/cgroup", "cgroup", "nosuid", "noexec", "nodev", "ro"),
        Mount("/dev/mqueue", "mqueue", "nosuid", "noexec", "nodev"),
        Mount("/dev/shm", "tmpfs", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k") with { Source = "shm" },
    ];

    private static ContainerMount Mount(string destination, string type, params string[] options) =>
        new() { Destination = destination, Type = type, Source = type, Options = options };
}
