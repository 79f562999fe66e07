using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups.Controllers;

/// <summary>Version 1's blkio controller; Documentation/admin-guide/cgroup-v1/blkio-controller.rst.</summary>
internal static class BlkioV1
{
    /// <summary>Writes what is set.</summary>
    public static void Apply(CgroupDirectory directory, CgroupBlockIo io)
    {
        if (io.Weight is { } weight and not 0)
        {
            WriteWeight(directory, "weight", $"{weight}");
        }

        if (io.LeafWeight is { } leafWeight and not 0)
        {
            directory.Write("blkio.leaf_weight", (ulong)leafWeight);
        }

        foreach (CgroupDeviceWeight device in io.WeightDevice ?? [])
        {
            if (device.Weight is { } deviceWeight and not 0)
            {
                WriteWeight(directory, "weight_device", $"{device.Major}:{device.Minor} {deviceWeight}");
            }

            if (device.LeafWeight is { } deviceLeafWeight and not 0)
            {
                directory.Write("blkio.leaf_weight_device", $"{device.Major}:{device.Minor} {deviceLeafWeight}");
            }
        }

        Throttle(directory, "blkio.throttle.read_bps_device", io.ThrottleReadBps);
        Throttle(directory, "blkio.throttle.write_bps_device", io.ThrottleWriteBps);
        Throttle(directory, "blkio.throttle.read_iops_device", io.ThrottleReadIops);
        Throttle(directory, "blkio.throttle.write_iops_device", io.ThrottleWriteIops);
    }

    // Which scheduler offers weights is the kernel's choice: CFQ had the plain names, BFQ has its own.
    private static void WriteWeight(CgroupDirectory directory, string name, string value)
    {
        string file = "blkio." + name;
        Errno errno = directory.TryWrite(file, value);
        if (errno == Errno.ENOENT)
        {
            file = "blkio.bfq." + name;
            errno = directory.TryWrite(file, value);
        }

        if (errno != Errno.None)
        {
            throw errno == Errno.ENOENT
                ? new CgroupException(
                    "cgroup: blkio: the kernel's I/O schedulers know no weights (set at resources.blockIO.weight)")
                : directory.WriteError(errno, file, value);
        }
    }

    private static void Throttle(CgroupDirectory directory, string file, IReadOnlyList<CgroupDeviceRate>? rates)
    {
        foreach (CgroupDeviceRate rate in rates ?? [])
        {
            directory.Write(file, $"{rate.Major}:{rate.Minor} {rate.Rate}");
        }
    }
}
