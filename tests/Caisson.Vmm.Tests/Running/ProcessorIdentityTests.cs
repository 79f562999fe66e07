using Caisson.Linux.Uapi.Kvm;
using Caisson.Vmm.Running;

namespace Caisson.Vmm.Tests.Running;

/// <summary>What CPUID says to each processor; Intel SDM, volume 2.</summary>
public class ProcessorIdentityTests
{
    private static readonly KvmCpuidEntry2[] Supported =
    [
        new() { function = 0, eax = 0xB },
        new() { function = 1, ebx = 0xAA55_0800, ecx = 1 },
        new() { function = 0xB, index = 1, edx = 0x77 },
    ];

    [Fact]
    public void Create_ThirdOfFour_SaysItsNumberAndTheirCount()
    {
        KvmCpuidEntry2[] entries = ProcessorIdentity.Create(Supported, index: 2, processors: 4, hasTscDeadline: true);

        Assert.Equal(0x0204_0800U, entries[1].ebx);
        Assert.Equal(0x8100_0001U, entries[1].ecx);
        Assert.Equal(2U, entries[2].edx);
    }

    [Fact]
    public void Create_KvmWithoutTheTimer_DoesNotAnnounceIt() => Assert.Equal(
        0x8000_0001U, ProcessorIdentity.Create(Supported, index: 0, processors: 1, hasTscDeadline: false)[1].ecx);

    [Fact]
    public void Create_OfAnyProcessor_LeavesKvmsTableAsItWas()
    {
        ProcessorIdentity.Create(Supported, index: 3, processors: 4, hasTscDeadline: true);

        Assert.Equal(0xAA55_0800U, Supported[1].ebx);
    }
}
