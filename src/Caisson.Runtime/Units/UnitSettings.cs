using Caisson.Linux.Cgroups;
using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.Systemd;

namespace Caisson.Runtime.Units;

/// <summary>Limits as a unit's properties, for the control groups of this host.</summary>
internal static class UnitSettings
{
    /// <summary>The properties for limits that are given; none for those that are not.</summary>
    /// <param name="resources">The limits.</param>
    /// <param name="memoryLimit">The present limit on memory in bytes, where there is one.</param>
    /// <param name="connection">To ask for systemd's version, where that matters.</param>
    internal static IReadOnlyList<UnitProperty> For(CgroupResources resources, long? memoryLimit, UnitConnection connection) =>
        CgroupHost.Detect().Layout == CgroupLayout.V2
            ? UnitResources.ForVersion2(resources, memoryLimit, connection.SystemdVersion)
            : UnitResources.ForVersion1(resources);
}
