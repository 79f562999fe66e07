using Caisson.Linux.Uapi;

namespace Caisson.Linux.Credentials;

/// <summary>
/// The names of capabilities, and which of them the running kernel has. A set of capabilities is a mask here: bit
/// <c>n</c> is the capability with number <c>n</c>.
/// </summary>
public static class Capabilities
{
    private static int _lastOfKernel;

    /// <summary>The highest capability that this library has a name for.</summary>
    public const Capability LastNamed = Capability.CAP_CHECKPOINT_RESTORE;

    /// <summary>The mask of one capability.</summary>
    public static ulong Mask(Capability capability) => 1UL << (int)capability;

    /// <summary>The mask of every capability that the running kernel knows.</summary>
    public static ulong KernelMask() => (1UL << (LastOfKernel() + 1)) - 1;

    /// <summary>
    /// The number of the kernel's highest capability: what <c>/proc/sys/kernel/cap_last_cap</c> says, asked of prctl(2)
    /// so that it works where <c>/proc</c> is not mounted. It may be above <see cref="LastNamed"/> on a newer kernel.
    /// </summary>
    public static int LastOfKernel()
    {
        if (_lastOfKernel > 0)
        {
            return _lastOfKernel;
        }

        int known = 0;
        int unknown = 64;
        while (unknown - known > 1)
        {
            int middle = (known + unknown) / 2;
            if (ThreadCapabilities.KernelKnows(middle))
            {
                known = middle;
            }
            else
            {
                unknown = middle;
            }
        }

        return _lastOfKernel = known;
    }

    /// <summary>The capability that has a name, in capitals as in capabilities(7): <c>CAP_SYS_ADMIN</c>.</summary>
    /// <returns>False if there is no such capability.</returns>
    public static bool TryParse(string name, out Capability capability)
    {
        int number = name switch
        {
            "CAP_CHOWN" => 0,
            "CAP_DAC_OVERRIDE" => 1,
            "CAP_DAC_READ_SEARCH" => 2,
            "CAP_FOWNER" => 3,
            "CAP_FSETID" => 4,
            "CAP_KILL" => 5,
            "CAP_SETGID" => 6,
            "CAP_SETUID" => 7,
            "CAP_SETPCAP" => 8,
            "CAP_LINUX_IMMUTABLE" => 9,
            "CAP_NET_BIND_SERVICE" => 10,
            "CAP_NET_BROADCAST" => 11,
            "CAP_NET_ADMIN" => 12,
            "CAP_NET_RAW" => 13,
            "CAP_IPC_LOCK" => 14,
            "CAP_IPC_OWNER" => 15,
            "CAP_SYS_MODULE" => 16,
            "CAP_SYS_RAWIO" => 17,
            "CAP_SYS_CHROOT" => 18,
            "CAP_SYS_PTRACE" => 19,
            "CAP_SYS_PACCT" => 20,
            "CAP_SYS_ADMIN" => 21,
            "CAP_SYS_BOOT" => 22,
            "CAP_SYS_NICE" => 23,
            "CAP_SYS_RESOURCE" => 24,
            "CAP_SYS_TIME" => 25,
            "CAP_SYS_TTY_CONFIG" => 26,
            "CAP_MKNOD" => 27,
            "CAP_LEASE" => 28,
            "CAP_AUDIT_WRITE" => 29,
            "CAP_AUDIT_CONTROL" => 30,
            "CAP_SETFCAP" => 31,
            "CAP_MAC_OVERRIDE" => 32,
            "CAP_MAC_ADMIN" => 33,
            "CAP_SYSLOG" => 34,
            "CAP_WAKE_ALARM" => 35,
            "CAP_BLOCK_SUSPEND" => 36,
            "CAP_AUDIT_READ" => 37,
            "CAP_PERFMON" => 38,
            "CAP_BPF" => 39,
            "CAP_CHECKPOINT_RESTORE" => 40,
            _ => -1,
        };
        capability = (Capability)number;
        return number >= 0;
    }

    /// <summary>A capability's name; <c>CAP_41</c> for a number that has none here.</summary>
    public static string Name(Capability capability) => (int)capability switch
    {
        0 => "CAP_CHOWN",
        1 => "CAP_DAC_OVERRIDE",
        2 => "CAP_DAC_READ_SEARCH",
        3 => "CAP_FOWNER",
        4 => "CAP_FSETID",
        5 => "CAP_KILL",
        6 => "CAP_SETGID",
        7 => "CAP_SETUID",
        8 => "CAP_SETPCAP",
        9 => "CAP_LINUX_IMMUTABLE",
        10 => "CAP_NET_BIND_SERVICE",
        11 => "CAP_NET_BROADCAST",
        12 => "CAP_NET_ADMIN",
        13 => "CAP_NET_RAW",
        14 => "CAP_IPC_LOCK",
        15 => "CAP_IPC_OWNER",
        16 => "CAP_SYS_MODULE",
        17 => "CAP_SYS_RAWIO",
        18 => "CAP_SYS_CHROOT",
        19 => "CAP_SYS_PTRACE",
        20 => "CAP_SYS_PACCT",
        21 => "CAP_SYS_ADMIN",
        22 => "CAP_SYS_BOOT",
        23 => "CAP_SYS_NICE",
        24 => "CAP_SYS_RESOURCE",
        25 => "CAP_SYS_TIME",
        26 => "CAP_SYS_TTY_CONFIG",
        27 => "CAP_MKNOD",
        28 => "CAP_LEASE",
        29 => "CAP_AUDIT_WRITE",
        30 => "CAP_AUDIT_CONTROL",
        31 => "CAP_SETFCAP",
        32 => "CAP_MAC_OVERRIDE",
        33 => "CAP_MAC_ADMIN",
        34 => "CAP_SYSLOG",
        35 => "CAP_WAKE_ALARM",
        36 => "CAP_BLOCK_SUSPEND",
        37 => "CAP_AUDIT_READ",
        38 => "CAP_PERFMON",
        39 => "CAP_BPF",
        40 => "CAP_CHECKPOINT_RESTORE",
        int other => string.Create(null, $"CAP_{other}"),
    };

    /// <summary>The names in a mask, lowest number first, with commas between them: for messages.</summary>
    public static string Format(ulong mask)
    {
        List<string> names = [];
        for (int number = 0; number < 64; number++)
        {
            if ((mask >> number & 1) != 0)
            {
                names.Add(Name((Capability)number));
            }
        }

        return string.Join(',', names);
    }
}
