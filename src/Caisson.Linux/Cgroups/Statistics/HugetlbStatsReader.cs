using System.Globalization;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups.Statistics;

/// <summary>Reads the use of huge pages.</summary>
internal static class HugetlbStatsReader
{
    private const string SizesDirectory = "/sys/kernel/mm/hugepages";
    private const string SizePrefix = "hugepages-";
    private const string SizeSuffix = "kB";

    /// <summary>Reads it for every page size, from where the controller is.</summary>
    public static Dictionary<string, CgroupHugetlbStats> Read(CgroupDirectory? v1, CgroupDirectory? v2)
    {
        var result = new Dictionary<string, CgroupHugetlbStats>();
        using FileDescriptor? sizes = v1 is null && v2 is null
            ? null
            : FileSystem.TryOpen(SizesDirectory, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        foreach (string entry in sizes is null ? [] : DirectoryListing.Names(sizes, SizesDirectory))
        {
            if (PageSize(entry) is not { } size)
            {
                continue;
            }

            string prefix = $"hugetlb.{size}.";
            if (v1 is not null && CgroupNumber.TryRead(v1, prefix + "usage_in_bytes") is { } usage)
            {
                result[size] = new CgroupHugetlbStats(
                    usage,
                    CgroupNumber.TryRead(v1, prefix + "max_usage_in_bytes") ?? 0,
                    CgroupNumber.TryRead(v1, prefix + "failcnt") ?? 0);
            }
            else if (v2 is not null && CgroupNumber.TryRead(v2, prefix + "current") is { } current)
            {
                result[size] = new CgroupHugetlbStats(
                    current, 0, CgroupNumber.ByKey(v2.TryRead(prefix + "events", out _), "max"));
            }
        }

        return result;
    }

    /// <summary>The controller's name (<c>2MB</c>) for a page size as sysfs has it (<c>hugepages-2048kB</c>).</summary>
    public static string? PageSize(ReadOnlySpan<char> entry)
    {
        const int KilobytesPerMegabyte = 1 << 10;
        const int KilobytesPerGigabyte = 1 << 20;
        if (!entry.StartsWith(SizePrefix) || !entry.EndsWith(SizeSuffix)
            || !int.TryParse(
                entry[SizePrefix.Length..^SizeSuffix.Length], NumberStyles.None, CultureInfo.InvariantCulture,
                out int size))
        {
            return null;
        }

        return size >= KilobytesPerGigabyte ? $"{size / KilobytesPerGigabyte}GB"
            : size >= KilobytesPerMegabyte ? $"{size / KilobytesPerMegabyte}MB"
            : $"{size}KB";
    }
}
