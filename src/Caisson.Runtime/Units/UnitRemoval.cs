using Caisson.Linux.Cgroups;
using Caisson.Runtime.State;

namespace Caisson.Runtime.Units;

/// <summary>Ends and removes the unit of a container, and its cgroups.</summary>
internal static class UnitRemoval
{
    /// <summary>Removes all there is, however far the container's creation came.</summary>
    /// <param name="id">The container's name.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="paths">Its cgroups, if they are known.</param>
    /// <exception cref="ContainerException">systemd is not to be had; the cgroups are removed all the same.</exception>
    /// <exception cref="CgroupException">Processes remain.</exception>
    internal static void Run(string id, ContainerUnit unit, IReadOnlyDictionary<string, string>? paths)
    {
        using Cgroup? known = paths is { Count: > 0 } ? Cgroup.Open(paths) : Find(unit.ControlGroup);

        // Killed before it is stopped: systemd would ask the processes to end, and wait.
        known?.Kill();
        try
        {
            Stop(id, unit, isKnown: known is not null);
        }
        finally
        {
            known?.Remove();
        }
    }

    private static void Stop(string id, ContainerUnit unit, bool isKnown)
    {
        using UnitConnection connection = UnitConnection.Open(id, unit);
        if (isKnown || connection.FindControlGroup() is not { } group)
        {
            connection.Stop();
            return;
        }

        // The runtime was killed between starting the unit and writing down where it is.
        using Cgroup? found = Find(group);
        found?.Kill();
        connection.Stop();
        found?.Remove();
    }

    private static Cgroup? Find(string controlGroup) =>
        controlGroup.Length > 0 ? Cgroup.Find(CgroupHost.Detect(), controlGroup) : null;
}
