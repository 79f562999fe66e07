using Caisson.Linux.Cgroups;
using Caisson.Linux.Cgroups.Resources;
using Caisson.Runtime.State;

namespace Caisson.Runtime.Units;

/// <summary>New limits for a container whose cgroup is a unit: systemd has to know them, or would take them back.</summary>
internal static class UnitUpdate
{
    /// <summary>Tells systemd.</summary>
    /// <param name="id">The container's name.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="cgroup">Its cgroup.</param>
    /// <param name="resources">The new limits; what is null stays.</param>
    /// <exception cref="ContainerException">systemd is not to be had, or refuses.</exception>
    internal static void Run(string id, ContainerUnit unit, Cgroup cgroup, CgroupResources resources)
    {
        using UnitConnection connection = UnitConnection.Open(id, unit);
        bool needsLimit = resources.Memory is { Swap: > 0, Limit: null or 0 };
        ulong limit = needsLimit ? cgroup.ReadStats().Memory?.Usage.Limit ?? ulong.MaxValue : ulong.MaxValue;
        connection.Set(UnitSettings.For(resources, limit > long.MaxValue ? null : (long)limit, connection));
    }
}
