using Caisson.Linux.Cgroups.Resources;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.Launch;

/// <summary>linux.resources in the words of <c>Caisson.Linux.Cgroups</c>.</summary>
internal static class ResourceTranslation
{
    /// <summary>Devices that every container may use and make, behind what config.json says; config-linux.md, "Default Devices".</summary>
    private static readonly CgroupDeviceRule[] DefaultDevices =
    [
        Any(CgroupDeviceType.Character, null, null, CgroupDeviceAccess.MakeNode),
        Any(CgroupDeviceType.Block, null, null, CgroupDeviceAccess.MakeNode),
        Any(CgroupDeviceType.Character, 1, 3, CgroupDeviceAccess.All),
        Any(CgroupDeviceType.Character, 1, 8, CgroupDeviceAccess.All),
        Any(CgroupDeviceType.Character, 1, 7, CgroupDeviceAccess.All),
        Any(CgroupDeviceType.Character, 5, 0, CgroupDeviceAccess.All),
        Any(CgroupDeviceType.Character, 1, 5, CgroupDeviceAccess.All),
        Any(CgroupDeviceType.Character, 1, 9, CgroupDeviceAccess.All),
        Any(CgroupDeviceType.Character, 136, null, CgroupDeviceAccess.All),
        Any(CgroupDeviceType.Character, 5, 2, CgroupDeviceAccess.All),
    ];

    /// <summary>The limits of a new container: those of config.json, and the default devices.</summary>
    /// <param name="resources">linux.resources, or null.</param>
    /// <param name="isPrivileged">
    /// False where an ordinary user creates it, or root of a user namespace, who may decide on no devices: the user
    /// namespace keeps it from making any.
    /// </param>
    internal static CgroupResources ForCreation(LinuxResources? resources, bool isPrivileged) =>
        Translate(resources ?? new LinuxResources()) with
        {
            Devices = isPrivileged ? [.. Devices(resources?.Devices) ?? [], .. DefaultDevices] : null,
        };

    /// <summary>The limits that <c>update</c> sets: nothing but what is given.</summary>
    internal static CgroupResources Translate(LinuxResources resources) => new()
    {
        Memory = resources.Memory is { } memory ? Memory(memory) : null,
        Cpu = resources.Cpu is { } cpu ? Cpu(cpu) : null,
        PidsLimit = resources.Pids?.Limit,
        BlockIo = resources.BlockIO is { } blockIo ? BlockIo(blockIo) : null,
        HugepageLimits = Convert(resources.HugepageLimits, static l => new CgroupHugepageLimit(l.PageSize, l.Limit)),
        NetworkClassId = resources.Network?.ClassID,
        NetworkPriorities = Convert(resources.Network?.Priorities, static p => new CgroupInterfacePriority(p.Name, p.Priority)),
        Rdma = Rdma(resources.Rdma),
        Devices = Devices(resources.Devices),
        Unified = resources.Unified is { } unified ? [.. unified] : null,
    };

    private static CgroupDeviceRule Any(CgroupDeviceType type, uint? major, uint? minor, CgroupDeviceAccess access) =>
        new(true, type, major, minor, access);

    private static CgroupMemory Memory(MemoryResources memory) => new()
    {
        Limit = memory.Limit,
        Reservation = memory.Reservation,
        Swap = memory.Swap,
        Kernel = memory.Kernel,
        KernelTcp = memory.KernelTCP,
        Swappiness = (long?)memory.Swappiness,
        DisableOomKiller = memory.DisableOOMKiller,
        UseHierarchy = memory.UseHierarchy,
        CheckBeforeUpdate = memory.CheckBeforeUpdate,
    };

    private static CgroupCpu Cpu(CpuResources cpu) => new()
    {
        Shares = cpu.Shares,
        Quota = cpu.Quota,
        Burst = cpu.Burst,
        Period = cpu.Period,
        RealtimeRuntime = cpu.RealtimeRuntime,
        RealtimePeriod = cpu.RealtimePeriod,
        Cpus = cpu.Cpus,
        Mems = cpu.Mems,
        Idle = cpu.Idle,
    };

    private static CgroupBlockIo BlockIo(BlockIOResources blockIo) => new()
    {
        Weight = blockIo.Weight,
        LeafWeight = blockIo.LeafWeight,
        WeightDevice = Convert(
            blockIo.WeightDevice, static d => new CgroupDeviceWeight(d.Major, d.Minor, d.Weight, d.LeafWeight)),
        ThrottleReadBps = Rates(blockIo.ThrottleReadBpsDevice),
        ThrottleWriteBps = Rates(blockIo.ThrottleWriteBpsDevice),
        ThrottleReadIops = Rates(blockIo.ThrottleReadIOPSDevice),
        ThrottleWriteIops = Rates(blockIo.ThrottleWriteIOPSDevice),
    };

    private static CgroupDeviceRate[]? Rates(BlockIOThrottleDevice[]? devices) =>
        Convert(devices, static d => new CgroupDeviceRate(d.Major, d.Minor, d.Rate));

    private static List<CgroupRdmaLimit>? Rdma(IReadOnlyDictionary<string, RdmaLimit>? limits)
    {
        if (limits is null)
        {
            return null;
        }

        var translated = new List<CgroupRdmaLimit>(limits.Count);
        foreach ((string device, RdmaLimit limit) in limits)
        {
            translated.Add(new CgroupRdmaLimit(device, limit.HcaHandles, limit.HcaObjects));
        }

        return translated;
    }

    private static CgroupDeviceRule[]? Devices(DeviceRule[]? rules)
    {
        if (rules is null)
        {
            return null;
        }

        var translated = new CgroupDeviceRule[rules.Length];
        for (int i = 0; i < rules.Length; i++)
        {
            DeviceRule rule = rules[i];
            CgroupDeviceAccess access = string.IsNullOrEmpty(rule.Access)
                ? CgroupDeviceAccess.All
                : CgroupDeviceRule.ParseAccess(rule.Access)
                    ?? throw new ContainerException($"config.json: linux.resources.devices[{i}].access: \"{rule.Access}\" is not made of r, w and m");
            CgroupDeviceType type = rule.Type switch
            {
                DeviceType.Block => CgroupDeviceType.Block,
                DeviceType.Character or DeviceType.Unbuffered => CgroupDeviceType.Character,
                _ => CgroupDeviceType.Any,
            };
            translated[i] = new CgroupDeviceRule(rule.Allow, type, Number(rule.Major), Number(rule.Minor), access);
        }

        return translated;
    }

    // A number below zero stands for all, as one that is left out does.
    private static uint? Number(long? number) => number is null or < 0 ? null : checked((uint)number);

    private static TTo[]? Convert<TFrom, TTo>(TFrom[]? items, Converter<TFrom, TTo> convert) =>
        items is null ? null : Array.ConvertAll(items, convert);
}
