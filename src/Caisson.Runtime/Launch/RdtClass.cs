using Caisson.Linux.Resctrl;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.State;

namespace Caisson.Runtime.Launch;

/// <summary>linux.intelRdt: the container's class of service; config-linux.md, "IntelRdt".</summary>
internal static class RdtClass
{
    /// <summary>Where the class will be. Makes nothing.</summary>
    /// <exception cref="ContainerException">There is no resctrl file system.</exception>
    internal static ContainerRdt Plan(IntelRdt rdt, string id)
    {
        string root = Do(ResctrlHost.Find).MountPoint;
        string path = rdt.ClosID is "/" ? root : $"{root}/{rdt.ClosID ?? id}";
        return new ContainerRdt(path, rdt.EnableMonitoring ? $"{path}/mon_groups/{id}" : "", rdt.ClosID is null);
    }

    /// <summary>Makes it, or takes what there is.</summary>
    internal static ResctrlGroup Make(IntelRdt rdt, string id) => Do(() =>
        ResctrlGroup.Create(ResctrlHost.Find(), rdt.ClosID, id, Schema(rdt), rdt.EnableMonitoring));

    /// <summary>Gives it other shares.</summary>
    internal static void Update(ContainerRdt rdt, IntelRdt shares) => Do(() =>
    {
        ResctrlSchema schema = Schema(shares);
        schema.Check(ResctrlHost.Find());
        rdt.Open().Write(schema);
        return 0;
    });

    private static ResctrlSchema Schema(IntelRdt rdt) => new()
    {
        L3Cache = rdt.L3CacheSchema,
        MemoryBandwidth = rdt.MemBwSchema,
        Others = rdt.Schemata,
    };

    private static T Do<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (ResctrlException e)
        {
            throw new ContainerException(e.Message, e);
        }
    }
}
