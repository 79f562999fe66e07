using Caisson.Linux.Cgroups.Resources;

namespace Caisson.Linux.Cgroups.Controllers;

/// <summary>Version 1's net_cls and net_prio; Documentation/admin-guide/cgroup-v1/net_cls.rst, net_prio.rst.</summary>
internal static class NetworkV1
{
    /// <summary>Writes the class.</summary>
    public static void ApplyClass(CgroupDirectory directory, uint classId) =>
        directory.Write("net_cls.classid", (ulong)classId);

    /// <summary>Writes the priorities.</summary>
    public static void ApplyPriorities(CgroupDirectory directory, IReadOnlyList<CgroupInterfacePriority> priorities)
    {
        foreach (CgroupInterfacePriority priority in priorities)
        {
            directory.Write("net_prio.ifpriomap", $"{priority.Interface} {priority.Priority}");
        }
    }
}
