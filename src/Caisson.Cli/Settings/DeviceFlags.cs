using System.Text.Json.Nodes;
using Caisson.Cli.Options;
using Caisson.Cli.Settings.Values;

namespace Caisson.Cli.Settings;

/// <summary>Devices, and limits of a container that stay as they were made.</summary>
internal sealed class DeviceFlags : FlagSection
{
    private const string NoDevices = "[]";

    private readonly ListFlag _blkioWeightDevice = new("blkio-weight-device", "Block IO weight (relative device weight)")
    { Default = NoDevices, Check = static v => DeviceSpec.Weight(v) };

    private readonly ListFlag _device = new("device", "Add a host device to the container");
    private readonly ListFlag _deviceCgroupRule = new("device-cgroup-rule", "Add a rule to the cgroup allowed devices list") { Check = DeviceSpec.CheckRule };
    private readonly ListFlag _readBytes = Throttle("device-read-bps", "Limit read rate (bytes per second) from a device", isBytes: true);
    private readonly ListFlag _readOperations = Throttle("device-read-iops", "Limit read rate (IO per second) from a device", isBytes: false);
    private readonly ListFlag _writeBytes = Throttle("device-write-bps", "Limit write rate (bytes per second) to a device", isBytes: true);
    private readonly ListFlag _writeOperations = Throttle("device-write-iops", "Limit write rate (IO per second) to a device", isBytes: false);
    private readonly TextFlag _gpus = new("gpus", "GPU devices to add to the container ('all' to pass all GPUs)");
    private readonly SizeFlag _kernelMemory = new("kernel-memory", "Kernel memory limit");
    private readonly WholeFlag _memorySwappiness = new("memory-swappiness", "Tune container memory swappiness (0 to 100)") { Default = -1 };
    private readonly SwitchFlag _oomKillDisable = new("oom-kill-disable", "Disable OOM Killer");
    private readonly WholeFlag _oomScoreAdj = new("oom-score-adj", "Tune host's OOM preferences (-1000 to 1000)");
    private readonly SizeFlag _shmSize = new("shm-size", "Size of /dev/shm");
    private readonly ListFlag _ulimit = new("ulimit", "Ulimit options") { Word = "ulimit", Default = NoDevices, Check = static v => DeviceSpec.Ulimit(v) };

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> All =>
    [
        _blkioWeightDevice, _device, _deviceCgroupRule, _readBytes, _readOperations, _writeBytes, _writeOperations, _gpus, _kernelMemory,
        _memorySwappiness, _oomKillDisable, _oomScoreAdj, _shmSize, _ulimit,
    ];

    /// <inheritdoc/>
    internal override void Write(JsonObject config, JsonObject host)
    {
        const int MaxSwappiness = 100;
        if (_memorySwappiness.Value is < -1 or > MaxSwappiness)
        {
            throw new FormatException($"invalid value: {_memorySwappiness.Value}. Valid memory swappiness range is 0-100");
        }

        if (_gpus.IsSet)
        {
            throw new FormatException("could not select device driver \"\" with capabilities: [[gpu]]");
        }

        host.PutAlways("Devices", JsonParts.List(_device.Values.Select(DeviceSpec.Device)))
            .Put("DeviceCgroupRules", _deviceCgroupRule.Values)
            .PutAlways("BlkioWeightDevice", JsonParts.List(_blkioWeightDevice.Values.Select(DeviceSpec.Weight)))
            .PutAlways("BlkioDeviceReadBps", Rates(_readBytes, isBytes: true))
            .PutAlways("BlkioDeviceReadIOps", Rates(_readOperations, isBytes: false))
            .PutAlways("BlkioDeviceWriteBps", Rates(_writeBytes, isBytes: true))
            .PutAlways("BlkioDeviceWriteIOps", Rates(_writeOperations, isBytes: false))
            .Put("KernelMemory", _kernelMemory.Value)
            .Put("MemorySwappiness", _memorySwappiness.ValueOrNull)
            .Put("OomKillDisable", _oomKillDisable.Value)
            .Put("OomScoreAdj", _oomScoreAdj.ValueOrNull)
            .Put("ShmSize", _shmSize.Value)
            .PutAlways("Ulimits", JsonParts.List(_ulimit.Values.Select(DeviceSpec.Ulimit)));
    }

    private static ListFlag Throttle(string name, string description, bool isBytes) =>
        new(name, description) { Default = NoDevices, Check = v => DeviceSpec.Throttle(v, isBytes) };

    private static JsonArray Rates(ListFlag flag, bool isBytes) => JsonParts.List(flag.Values.Select(v => DeviceSpec.Throttle(v, isBytes)));
}
