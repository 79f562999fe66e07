using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>Memory; config-linux.md §Memory. Limits are in bytes, -1 means none, null means: leave as it is.</summary>
public sealed record MemoryResources : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public MemoryResources()
    {
    }

    internal MemoryResources(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "limit": Limit = json.ReadInt64(); break;
                case "reservation": Reservation = json.ReadInt64(); break;
                case "swap": Swap = json.ReadInt64(); break;
                case "kernel": Kernel = json.ReadInt64(); break;
                case "kernelTCP": KernelTCP = json.ReadInt64(); break;
                case "swappiness": Swappiness = json.ReadUInt64(); break;
                case "disableOOMKiller": DisableOOMKiller = json.ReadBoolean(); break;
                case "useHierarchy": UseHierarchy = json.ReadBoolean(); break;
                case "checkBeforeUpdate": CheckBeforeUpdate = json.ReadBoolean(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>Memory.</summary>
    public long? Limit { get; init; }

    /// <summary>The soft limit.</summary>
    public long? Reservation { get; init; }

    /// <summary>Memory plus swap.</summary>
    public long? Swap { get; init; }

    /// <summary>Kernel memory; not recommended.</summary>
    public long? Kernel { get; init; }

    /// <summary>The kernel's TCP buffers; not recommended.</summary>
    public long? KernelTCP { get; init; }

    /// <summary>0 to 100; cgroup v1 only.</summary>
    public ulong? Swappiness { get; init; }

    /// <summary>Whether processes wait instead of being killed; cgroup v1 only.</summary>
    public bool? DisableOOMKiller { get; init; }

    /// <summary>Whether children count against this cgroup's limits; cgroup v1 only.</summary>
    public bool? UseHierarchy { get; init; }

    /// <summary>Whether a limit below the present usage is refused.</summary>
    public bool? CheckBeforeUpdate { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Number("limit", Limit);
        json.Number("reservation", Reservation);
        json.Number("swap", Swap);
        json.Number("kernel", Kernel);
        json.Number("kernelTCP", KernelTCP);
        json.Number("swappiness", Swappiness);
        json.Boolean("disableOOMKiller", DisableOOMKiller);
        json.Boolean("useHierarchy", UseHierarchy);
        json.Boolean("checkBeforeUpdate", CheckBeforeUpdate);
    }
}
