using System.Globalization;
using Caisson.Linux.Cgroups.Resources;

namespace Caisson.Linux.Cgroups.Controllers;

/// <summary>RDMA: the same file in both versions; cgroup-v2.rst, §RDMA.</summary>
internal static class RdmaController
{
    /// <summary>Writes what is set.</summary>
    public static void Apply(CgroupDirectory directory, IReadOnlyList<CgroupRdmaLimit> limits)
    {
        foreach (CgroupRdmaLimit limit in limits)
        {
            string value =
                limit.Device + Term(" hca_handle=", limit.HcaHandles) + Term(" hca_object=", limit.HcaObjects);
            if (value.Length > limit.Device.Length)
            {
                directory.Write("rdma.max", value);
            }
        }
    }

    private static string Term(string key, uint? value) =>
        value is null ? "" : key + value.Value.ToString(CultureInfo.InvariantCulture);
}
