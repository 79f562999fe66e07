using System.Diagnostics.CodeAnalysis;
using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>The NUMA memory policy of the container process; config-linux.md §Memory policy,
/// set_mempolicy(2).</summary>
public sealed record LinuxMemoryPolicy : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public LinuxMemoryPolicy()
    {
    }

    [SetsRequiredMembers]
    internal LinuxMemoryPolicy(ref SpecReader json)
    {
        bool hasMode = false;
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "mode": Mode = (MemoryPolicyMode)json.ReadName(SpecNames.MemoryPolicyModes); hasMode = true; break;
                case "nodes": Nodes = json.ReadString(); break;
                case "flags":
                    Flags = json.ReadArray(
                        static (ref json) => (MemoryPolicyFlags)json.ReadName(SpecNames.MemoryPolicyFlags));
                    break;
                default: json.Skip(); break;
            }
        }

        json.Require(hasMode, "mode");
    }

    /// <summary>The mode.</summary>
    public required MemoryPolicyMode Mode { get; init; }

    /// <summary>A list of nodes, <c>0-1,3</c>.</summary>
    public string? Nodes { get; init; }

    /// <summary>Flags of the mode.</summary>
    public MemoryPolicyFlags[]? Flags { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Name("mode", SpecNames.MemoryPolicyModes, (int)Mode);
        json.Text("nodes", Nodes);
        json.Names("flags", SpecNames.MemoryPolicyFlags, Flags, static value => (int)value);
    }
}

/// <summary>Modes of a memory policy. Values are the kernel's (linux/mempolicy.h).</summary>
public enum MemoryPolicyMode
{
    /// <summary>The system's default.</summary>
    MPOL_DEFAULT = 0,

    /// <summary>One node first, others when it is full.</summary>
    MPOL_PREFERRED = 1,

    /// <summary>These nodes only.</summary>
    MPOL_BIND = 2,

    /// <summary>Page by page over the nodes.</summary>
    MPOL_INTERLEAVE = 3,

    /// <summary>The node of the CPU.</summary>
    MPOL_LOCAL = 4,

    /// <summary>Some nodes first, others when they are full.</summary>
    MPOL_PREFERRED_MANY = 5,

    /// <summary>Over the nodes by weight.</summary>
    MPOL_WEIGHTED_INTERLEAVE = 6,
}

/// <summary>Flags of a memory policy. Values are the kernel's bits (linux/mempolicy.h).</summary>
[Flags]
public enum MemoryPolicyFlags
{
    /// <summary>Not given.</summary>
    None = 0,

    /// <summary>Migrate pages to where they are used; with MPOL_BIND.</summary>
    MPOL_F_NUMA_BALANCING = 1 << 13,

    /// <summary>Nodes count within the cpuset.</summary>
    MPOL_F_RELATIVE_NODES = 1 << 14,

    /// <summary>Nodes stay the same when the cpuset changes.</summary>
    MPOL_F_STATIC_NODES = 1 << 15,
}
