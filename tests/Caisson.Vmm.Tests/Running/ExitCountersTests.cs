using Caisson.Linux.Uapi.Kvm;
using Caisson.Vmm.Running;

namespace Caisson.Vmm.Tests.Running;

/// <summary>Counts of exits.</summary>
public class ExitCountersTests
{
    [Fact]
    public void Add_ReasonsOfAllKinds_AreCountedApart()
    {
        var exits = new ExitCounters();
        exits.Add(KvmExitReason.KVM_EXIT_IO);
        exits.Add(KvmExitReason.KVM_EXIT_IO);
        exits.Add((KvmExitReason)1000);

        Assert.Equal(2, exits[KvmExitReason.KVM_EXIT_IO]);
        Assert.Equal(0, exits[KvmExitReason.KVM_EXIT_MMIO]);
        Assert.Equal(1, exits[(KvmExitReason)uint.MaxValue]);
    }
}
