using System.Globalization;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Cgroups.Controllers;
using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.DBus;
using Caisson.Linux.Scheduling;

namespace Caisson.Linux.Systemd;

/// <summary>
/// Limits as properties of a unit; systemd.resource-control(5). systemd writes what it knows of into the cgroup whenever
/// it reloads, so it has to know what was written there; what it has no property for it leaves alone.
/// </summary>
public sealed class UnitResources
{
    private const long Unlimited = -1;
    private const ulong DefaultPeriodUs = 100_000;
    private const ulong SecondUs = 1_000_000;

    // systemd keeps a quota as hundredths of a CPU: what is between two of them becomes the higher one, so that the exact
    // quota, which is written to the cgroup afterwards, is not above what cgroups around it allow.
    private const ulong QuotaStepUs = 10_000;

    // "CPUWeight=idle" came with this version.
    private const int IdleSince = 252;

    private readonly List<UnitProperty> _properties = [];
    private readonly CgroupResources _resources;

    private UnitResources(CgroupResources resources) => _resources = resources;

    /// <summary>The properties on a host with version 2 alone.</summary>
    /// <param name="resources">The limits; what is null is left as it is.</param>
    /// <param name="memoryLimit">The limit on memory that the cgroup has, in bytes, for a limit on swap that comes without one.</param>
    /// <param name="systemdVersion">Asked for the version where something depends on it.</param>
    /// <exception cref="CgroupException">A value cannot be expressed.</exception>
    public static IReadOnlyList<UnitProperty> ForVersion2(CgroupResources resources, long? memoryLimit, Func<int> systemdVersion)
    {
        var unit = new UnitResources(resources);
        if (resources.Devices is { } devices)
        {
            UnitDevices.AddTo(unit._properties, devices, isVersion2: true);
        }

        unit.AddMemory(memoryLimit);
        unit.AddWeight(systemdVersion);
        unit.AddQuota(resources.Cpu?.Quota ?? 0, resources.Cpu?.Period ?? 0);
        unit.AddTasks();
        unit.AddSets(resources.Cpu?.Cpus, resources.Cpu?.Mems);
        if (resources.BlockIo?.Weight is { } io and not 0)
        {
            unit.Add("IOWeight", (ulong)IoV2.ToIoWeight(io));
        }

        foreach ((string file, string value) in resources.Unified ?? [])
        {
            unit.AddUnified(file, value.Trim());
        }

        return unit._properties;
    }

    /// <summary>The properties on a host with version 1's hierarchies.</summary>
    /// <inheritdoc cref="ForVersion2" path="/param[@name='resources']"/>
    /// <exception cref="CgroupException">A value cannot be expressed.</exception>
    public static IReadOnlyList<UnitProperty> ForVersion1(CgroupResources resources)
    {
        var unit = new UnitResources(resources);
        if (resources.Devices is { } devices)
        {
            UnitDevices.AddTo(unit._properties, devices, isVersion2: false);
        }

        if (resources.Memory?.Limit is { } limit and not 0)
        {
            unit.Add("MemoryLimit", Bytes(limit));
        }

        if (resources.Cpu?.Shares is { } shares and not 0)
        {
            unit.Add("CPUShares", CpuShares.Checked(shares));
        }

        unit.AddQuota(resources.Cpu?.Quota ?? 0, resources.Cpu?.Period ?? 0);
        if (resources.BlockIo?.Weight is { } io and not 0)
        {
            unit.Add("BlockIOWeight", io);
        }

        unit.AddTasks();
        unit.AddSets(resources.Cpu?.Cpus, resources.Cpu?.Mems);
        return unit._properties;
    }

    private void Add(string name, ulong value) => _properties.Add(new UnitProperty(name, value));

    private void AddMemory(long? present)
    {
        long limit = _resources.Memory?.Limit ?? 0;
        long swap = _resources.Memory?.Swap ?? 0;
        if (limit != 0)
        {
            Add("MemoryMax", Bytes(limit));
        }

        if (_resources.Memory?.Reservation is { } reservation and not 0)
        {
            Add("MemoryLow", Bytes(reservation));
        }

        // The specification's swap is memory and swap together; here it is swap alone. What makes no sense is refused
        // where it is written to the cgroup.
        long memory = limit != 0 ? limit : present ?? 0;
        if (swap == Unlimited || (swap == 0 && limit == Unlimited))
        {
            Add("MemorySwapMax", ulong.MaxValue);
        }
        else if (memory > 0 && swap >= memory)
        {
            Add("MemorySwapMax", (ulong)(swap - memory));
        }
    }

    private void AddWeight(Func<int> systemdVersion)
    {
        if (_resources.Cpu?.Idle is 1 && systemdVersion() >= IdleSince)
        {
            Add("CPUWeight", 0);
        }
        else if (_resources.Cpu?.Shares is { } shares and not 0)
        {
            Add("CPUWeight", CpuShares.ToWeight(shares));
        }
    }

    private void AddQuota(long quota, ulong period)
    {
        if (period != 0)
        {
            Add("CPUQuotaPeriodUSec", period);
        }

        if (quota != 0 || period != 0)
        {
            UInt128 perSecond = quota > 0
                ? (UInt128)quota * SecondUs / (period == 0 ? DefaultPeriodUs : period)
                : ulong.MaxValue;
            UInt128 rounded = (perSecond + QuotaStepUs - 1) / QuotaStepUs * QuotaStepUs;
            Add("CPUQuotaPerSecUSec", rounded >= ulong.MaxValue ? ulong.MaxValue : (ulong)rounded);
        }
    }

    private void AddTasks()
    {
        if (_resources.PidsLimit is { } pids and not 0)
        {
            Add("TasksMax", pids < 0 ? ulong.MaxValue : (ulong)pids);
        }
    }

    private void AddSets(string? cpus, string? mems)
    {
        AddSet("AllowedCPUs", cpus);
        AddSet("AllowedMemoryNodes", mems);
    }

    private void AddSet(string name, string? list)
    {
        if (string.IsNullOrEmpty(list))
        {
            return;
        }

        if (!CpuList.TryParse(list, out CpuList? set, out string? error))
        {
            throw new CgroupException($"cgroup: cpuset: {error} (set at resources.cpu)");
        }

        ReadOnlySpan<byte> mask = set.Mask.TrimEnd((byte)0);
        _properties.Add(new UnitProperty(name, DBusValue.Bytes(mask.ToArray())));
    }

    // Files that systemd would write too. What can't be read is refused where it is written to the cgroup.
    private void AddUnified(string file, string value)
    {
        switch (file)
        {
            case "cpu.max":
                string[] fields = value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length is 1 or 2 && Number(fields[0]) is { } quota
                    && (fields.Length == 1 ? DefaultPeriodUs : Number(fields[1])) is { } period)
                {
                    AddQuota(quota > long.MaxValue ? 0 : (long)quota, period);
                }

                break;
            case "cpuset.cpus":
                AddSets(value, null);
                break;
            case "cpuset.mems":
                AddSets(null, value);
                break;
            default:
                string? name = file switch
                {
                    "cpu.weight" => "CPUWeight",
                    "memory.min" => "MemoryMin",
                    "memory.low" => "MemoryLow",
                    "memory.high" => "MemoryHigh",
                    "memory.max" => "MemoryMax",
                    "memory.swap.max" => "MemorySwapMax",
                    "pids.max" => "TasksMax",
                    _ => null,
                };
                if (name is not null && Number(value) is { } number)
                {
                    Add(name, number);
                }

                break;
        }
    }

    private static ulong? Number(string text) => text == "max" ? ulong.MaxValue
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number
        : null;

    private static ulong Bytes(long bytes) => bytes < 0 ? ulong.MaxValue : (ulong)bytes;
}
