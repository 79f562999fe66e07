using System.Globalization;
using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups.Controllers;

/// <summary>Version 2's io controller; Documentation/admin-guide/cgroup-v2.rst, §IO.</summary>
internal static class IoV2
{
    private const string BfqWeightFile = "io.bfq.weight";
    private const string WeightFile = "io.weight";
    private const int BlockWeightMin = 10;
    private const int BlockWeightMax = 1000;
    private const int IoWeightMax = 10000;

    /// <summary>Writes what is set.</summary>
    public static void Apply(CgroupDirectory directory, CgroupBlockIo io)
    {
        if (io.Weight is { } weight and not 0)
        {
            WriteWeight(directory, "", weight);
        }

        foreach (CgroupDeviceWeight device in io.WeightDevice ?? [])
        {
            if (device.Weight is { } deviceWeight and not 0)
            {
                WriteWeight(directory, $"{device.Major}:{device.Minor} ", deviceWeight);
            }
        }

        Throttle(directory, "rbps", io.ThrottleReadBps);
        Throttle(directory, "wbps", io.ThrottleWriteBps);
        Throttle(directory, "riops", io.ThrottleReadIops);
        Throttle(directory, "wiops", io.ThrottleWriteIops);
    }

    /// <summary>
    /// The weight of <c>io.weight</c>, 1 to 10000, for one of 10 to 1000: linear, as runc and crun convert.
    /// </summary>
    public static int ToIoWeight(int weight) =>
        1 + ((weight - BlockWeightMin) * (IoWeightMax - 1) / (BlockWeightMax - BlockWeightMin));

    // BFQ weighs on the specification's scale; io.weight (iocost) has one of its own.
    private static void WriteWeight(CgroupDirectory directory, string device, int weight)
    {
        if (weight is < BlockWeightMin or > BlockWeightMax)
        {
            throw new CgroupException(
                $"cgroup: io: weight {weight} is not in {BlockWeightMin} to {BlockWeightMax} "
                + "(set at resources.blockIO.weight)");
        }

        string file = BfqWeightFile;
        string value = device + weight.ToString(CultureInfo.InvariantCulture);
        Errno errno = directory.TryWrite(file, value);
        if (errno == Errno.ENOENT)
        {
            file = WeightFile;
            value = device + ToIoWeight(weight).ToString(CultureInfo.InvariantCulture);
            errno = directory.TryWrite(file, value);
        }

        if (errno != Errno.None)
        {
            throw errno == Errno.ENOENT
                ? new CgroupException(
                    "cgroup: io: the kernel's I/O schedulers know no weights (set at resources.blockIO.weight)")
                : directory.WriteError(errno, file, value);
        }
    }

    private static void Throttle(CgroupDirectory directory, string key, IReadOnlyList<CgroupDeviceRate>? rates)
    {
        foreach (CgroupDeviceRate rate in rates ?? [])
        {
            string value = rate.Rate == 0 ? "max" : rate.Rate.ToString(CultureInfo.InvariantCulture);
            directory.Write("io.max", $"{rate.Major}:{rate.Minor} {key}={value}");
        }
    }
}
