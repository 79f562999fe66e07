using System.Globalization;

namespace Caisson.Linux.Cgroups.Controllers;

/// <summary>The number of processes and threads: the same file in both versions; cgroup-v2.rst, §PID.</summary>
internal static class PidsController
{
    /// <summary>Writes the limit; negative means none.</summary>
    public static void Apply(CgroupDirectory directory, long limit) =>
        directory.Write("pids.max", limit < 0 ? "max" : limit.ToString(CultureInfo.InvariantCulture));
}
