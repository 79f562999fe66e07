using System.Text.Json.Serialization;

namespace Caisson.Engine.Settings;

/// <summary>Limits of a container; Docker Engine API, Resources.</summary>
public record ResourceSettings
{
    /// <summary>Processor weight against other containers; 0 for the default.</summary>
    public long CpuShares { get; set; }

    /// <summary>Memory, in bytes; 0 for no limit.</summary>
    public long Memory { get; set; }

    /// <summary>Processors, in billionths.</summary>
    public long NanoCpus { get; set; }

    /// <summary>The cgroup below which the container has its own.</summary>
    public string CgroupParent { get; set; } = "";

    /// <summary>Block I/O weight, 10 to 1000; 0 for the default.</summary>
    public ushort BlkioWeight { get; set; }

    /// <summary>Weights by device.</summary>
    public IReadOnlyList<WeightDevice>? BlkioWeightDevice { get; set; }

    /// <summary>Bytes read in a second, by device.</summary>
    public IReadOnlyList<ThrottleDevice>? BlkioDeviceReadBps { get; set; }

    /// <summary>Bytes written in a second, by device.</summary>
    public IReadOnlyList<ThrottleDevice>? BlkioDeviceWriteBps { get; set; }

    /// <summary>Reads in a second, by device.</summary>
    public IReadOnlyList<ThrottleDevice>? BlkioDeviceReadIOps { get; set; }

    /// <summary>Writes in a second, by device.</summary>
    public IReadOnlyList<ThrottleDevice>? BlkioDeviceWriteIOps { get; set; }

    /// <summary>The length of a period of the processor limit, in microseconds.</summary>
    public long CpuPeriod { get; set; }

    /// <summary>Processor time in a period, in microseconds.</summary>
    public long CpuQuota { get; set; }

    /// <summary>The same of real-time scheduling.</summary>
    public long CpuRealtimePeriod { get; set; }

    /// <summary>The same of real-time scheduling.</summary>
    public long CpuRealtimeRuntime { get; set; }

    /// <summary>Processors it may run on: <c>0-2,7</c>.</summary>
    public string CpusetCpus { get; set; } = "";

    /// <summary>Memory nodes it may use.</summary>
    public string CpusetMems { get; set; } = "";

    /// <summary>Devices of the host.</summary>
    public IReadOnlyList<DeviceMapping>? Devices { get; set; }

    /// <summary>Rules of the device cgroup: <c>c 7:* rmw</c>.</summary>
    public IReadOnlyList<string>? DeviceCgroupRules { get; set; }

    /// <summary>Devices by what they can do, which only plug-ins know.</summary>
    public IReadOnlyList<DeviceRequest>? DeviceRequests { get; set; }

    /// <summary>A limit that kernels no longer have.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long KernelMemory { get; set; }

    /// <summary>Memory of TCP buffers, in bytes; only on cgroup version 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long KernelMemoryTCP { get; set; }

    /// <summary>Memory that it is to keep when the host runs short, in bytes.</summary>
    public long MemoryReservation { get; set; }

    /// <summary>Memory and swap together, in bytes; -1 for no limit.</summary>
    public long MemorySwap { get; set; }

    /// <summary>How readily it is swapped out, 0 to 100.</summary>
    public long? MemorySwappiness { get; set; }

    /// <summary>Whether it waits instead of being killed when its memory is used up.</summary>
    public bool? OomKillDisable { get; set; }

    /// <summary>How many processes it may have; 0 and -1 for no limit.</summary>
    public long? PidsLimit { get; set; }

    /// <summary>Limits of its processes.</summary>
    public IReadOnlyList<Ulimit>? Ulimits { get; set; }

    /// <summary>Windows only.</summary>
    public long CpuCount { get; set; }

    /// <summary>Windows only.</summary>
    public long CpuPercent { get; set; }

    /// <summary>Windows only.</summary>
    public ulong IOMaximumIOps { get; set; }

    /// <summary>Windows only.</summary>
    public ulong IOMaximumBandwidth { get; set; }
}

/// <summary>A device's weight.</summary>
public sealed record WeightDevice
{
    /// <summary>Its file on the host.</summary>
    public string Path { get; set; } = "";

    /// <summary>The weight, 10 to 1000.</summary>
    public ushort Weight { get; set; }
}

/// <summary>A device's limit.</summary>
public sealed record ThrottleDevice
{
    /// <summary>Its file on the host.</summary>
    public string Path { get; set; } = "";

    /// <summary>Bytes or operations in a second.</summary>
    public ulong Rate { get; set; }
}

/// <summary>A device of the host; Docker Engine API, DeviceMapping.</summary>
public sealed record DeviceMapping
{
    /// <summary>Its file on the host, or a directory of such files.</summary>
    public string PathOnHost { get; set; } = "";

    /// <summary>Its file in the container.</summary>
    public string PathInContainer { get; set; } = "";

    /// <summary>What may be done with it: some of <c>rwm</c>.</summary>
    public string CgroupPermissions { get; set; } = "";
}

/// <summary>Devices by what they can do; Docker Engine API, DeviceRequest.</summary>
public sealed record DeviceRequest
{
    /// <summary>The plug-in.</summary>
    public string Driver { get; set; } = "";

    /// <summary>How many; -1 for all.</summary>
    public int Count { get; set; }

    /// <summary>Which.</summary>
    [JsonPropertyName("DeviceIDs")]
    public IReadOnlyList<string>? DeviceIds { get; set; }

    /// <summary>What they must be able to do, one of several lists.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Capabilities { get; set; }

    /// <summary>For the plug-in.</summary>
    public SortedDictionary<string, string>? Options { get; set; }
}

/// <summary>A limit of processes; setrlimit(2).</summary>
public sealed record Ulimit
{
    /// <summary>Which, in lower case without RLIMIT_: <c>nofile</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>The most that it can be raised to; -1 for no limit.</summary>
    public long Hard { get; set; }

    /// <summary>What holds; -1 for no limit.</summary>
    public long Soft { get; set; }
}
