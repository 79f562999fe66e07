namespace Caisson.Engine.Defaults;

/// <summary>Paths of the kernel's file systems that show or change what is the host's.</summary>
internal static class DefaultPaths
{
    /// <summary>What cannot be read inside.</summary>
    internal static readonly string[] Masked =
    [
        "/proc/acpi",
        "/proc/asound",
        "/proc/interrupts",
        "/proc/kcore",
        "/proc/keys",
        "/proc/latency_stats",
        "/proc/sched_debug",
        "/proc/scsi",
        "/proc/timer_list",
        "/proc/timer_stats",
        "/sys/devices/virtual/powercap",
        "/sys/firmware",
    ];

    /// <summary>What cannot be written inside.</summary>
    internal static readonly string[] ReadOnly =
    [
        "/proc/bus",
        "/proc/fs",
        "/proc/irq",
        "/proc/sys",
        "/proc/sysrq-trigger",
    ];
}
