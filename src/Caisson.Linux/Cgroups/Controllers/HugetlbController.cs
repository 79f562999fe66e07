using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups.Controllers;

/// <summary>Huge pages; Documentation/admin-guide/cgroup-v1/hugetlb.rst, cgroup-v2.rst §HugeTLB.</summary>
internal static class HugetlbController
{
    /// <summary>Writes what is set.</summary>
    public static void Apply(CgroupBranch branch, IReadOnlyList<CgroupHugepageLimit> limits)
    {
        foreach (CgroupHugepageLimit limit in limits)
        {
            if (!IsSize(limit.PageSize))
            {
                throw new CgroupException(
                    $"cgroup: hugetlb: \"{limit.PageSize}\" is no page size like 2MB "
                    + "(set at resources.hugepageLimits)");
            }

            string suffix = branch.Version == CgroupVersion.V1 ? "limit_in_bytes" : "max";
            Write(branch.Directory, $"hugetlb.{limit.PageSize}.{suffix}", limit, mayMiss: false);

            // Reservations count too where the kernel can (5.7), or mmap(2) could promise what a fault then cannot
            // have.
            Write(branch.Directory, $"hugetlb.{limit.PageSize}.rsvd.{suffix}", limit, mayMiss: true);
        }
    }

    private static void Write(CgroupDirectory directory, string file, CgroupHugepageLimit limit, bool mayMiss)
    {
        string value = $"{limit.LimitBytes}";
        Errno errno = directory.TryWrite(file, value);
        if (errno == Errno.ENOENT && !mayMiss)
        {
            throw new CgroupException(
                $"cgroup: hugetlb: the kernel has no pages of {limit.PageSize} (set at resources.hugepageLimits)");
        }

        if (errno is not (Errno.None or Errno.ENOENT))
        {
            throw directory.WriteError(errno, file, value);
        }
    }

    // It becomes part of a file's name.
    private static bool IsSize(string size)
    {
        int digits = size.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return digits > 0 && size[digits..] is "KB" or "MB" or "GB";
    }
}
