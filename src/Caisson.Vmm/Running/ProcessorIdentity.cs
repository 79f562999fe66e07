using Caisson.Linux.Uapi.Kvm;

namespace Caisson.Vmm.Running;

/// <summary>What CPUID says to each processor: what KVM can do, and which processor this is; Intel SDM, volume 2, CPUID.</summary>
internal static class ProcessorIdentity
{
    private const uint FeatureLeaf = 0x1;
    private const uint TopologyLeaf = 0xB;
    private const uint ExtendedTopologyLeaf = 0x1F;

    // Leaf 1, EBX: the number of logical processors, and the local APIC's number.
    private const int ProcessorCountShift = 16;
    private const int ApicIdShift = 24;
    private const uint LowHalf = 0xFFFF;

    // Leaf 1, ECX.
    private const uint TscDeadline = 1u << 24;
    private const uint Hypervisor = 1u << 31;

    /// <summary>Makes one processor's table from KVM's.</summary>
    /// <param name="supported">What KVM_GET_SUPPORTED_CPUID says.</param>
    /// <param name="index">The processor's number.</param>
    /// <param name="processors">How many there are.</param>
    /// <param name="hasTscDeadline">Whether KVM has the timer, which it leaves to user space to announce.</param>
    internal static KvmCpuidEntry2[] Create(
        ReadOnlySpan<KvmCpuidEntry2> supported, int index, int processors, bool hasTscDeadline)
    {
        KvmCpuidEntry2[] entries = supported.ToArray();
        foreach (ref KvmCpuidEntry2 entry in entries.AsSpan())
        {
            switch (entry.function)
            {
                case FeatureLeaf:
                    entry.ebx = (entry.ebx & LowHalf)
                        | ((uint)processors << ProcessorCountShift) | ((uint)index << ApicIdShift);
                    entry.ecx |= Hypervisor | (hasTscDeadline ? TscDeadline : 0);
                    break;
                case TopologyLeaf or ExtendedTopologyLeaf:
                    entry.edx = (uint)index;
                    break;
            }
        }

        return entries;
    }
}
