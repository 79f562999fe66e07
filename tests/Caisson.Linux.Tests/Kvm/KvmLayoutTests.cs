using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Caisson.Linux.Processes;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi.Kvm;

namespace Caisson.Linux.Tests.Kvm;

/// <summary>Requests, sizes and offsets, compared with what a C compiler makes of <c>linux/kvm.h</c>.</summary>
public class KvmLayoutTests
{
    private const string Compiler = "/usr/bin/gcc";
    private const string Header = "/usr/include/linux/kvm.h";

    // What C says, and what is ours.
    private static readonly (string Expression, ulong Value)[] Expected =
    [
        (nameof(KvmRequest.KVM_GET_API_VERSION), KvmRequest.KVM_GET_API_VERSION),
        (nameof(KvmRequest.KVM_CREATE_VM), KvmRequest.KVM_CREATE_VM),
        (nameof(KvmRequest.KVM_CHECK_EXTENSION), KvmRequest.KVM_CHECK_EXTENSION),
        (nameof(KvmRequest.KVM_GET_VCPU_MMAP_SIZE), KvmRequest.KVM_GET_VCPU_MMAP_SIZE),
        (nameof(KvmRequest.KVM_GET_SUPPORTED_CPUID), KvmRequest.KVM_GET_SUPPORTED_CPUID),
        (nameof(KvmRequest.KVM_CREATE_VCPU), KvmRequest.KVM_CREATE_VCPU),
        (nameof(KvmRequest.KVM_SET_USER_MEMORY_REGION), KvmRequest.KVM_SET_USER_MEMORY_REGION),
        (nameof(KvmRequest.KVM_SET_TSS_ADDR), KvmRequest.KVM_SET_TSS_ADDR),
        (nameof(KvmRequest.KVM_SET_IDENTITY_MAP_ADDR), KvmRequest.KVM_SET_IDENTITY_MAP_ADDR),
        (nameof(KvmRequest.KVM_CREATE_IRQCHIP), KvmRequest.KVM_CREATE_IRQCHIP),
        (nameof(KvmRequest.KVM_IRQFD), KvmRequest.KVM_IRQFD),
        (nameof(KvmRequest.KVM_CREATE_PIT2), KvmRequest.KVM_CREATE_PIT2),
        (nameof(KvmRequest.KVM_IOEVENTFD), KvmRequest.KVM_IOEVENTFD),
        (nameof(KvmRequest.KVM_RUN), KvmRequest.KVM_RUN),
        (nameof(KvmRequest.KVM_GET_REGS), KvmRequest.KVM_GET_REGS),
        (nameof(KvmRequest.KVM_SET_REGS), KvmRequest.KVM_SET_REGS),
        (nameof(KvmRequest.KVM_GET_SREGS), KvmRequest.KVM_GET_SREGS),
        (nameof(KvmRequest.KVM_SET_SREGS), KvmRequest.KVM_SET_SREGS),
        (nameof(KvmRequest.KVM_SET_MSRS), KvmRequest.KVM_SET_MSRS),
        (nameof(KvmRequest.KVM_SET_SIGNAL_MASK), KvmRequest.KVM_SET_SIGNAL_MASK),
        (nameof(KvmRequest.KVM_SET_FPU), KvmRequest.KVM_SET_FPU),
        (nameof(KvmRequest.KVM_GET_LAPIC), KvmRequest.KVM_GET_LAPIC),
        (nameof(KvmRequest.KVM_SET_LAPIC), KvmRequest.KVM_SET_LAPIC),
        (nameof(KvmRequest.KVM_SET_CPUID2), KvmRequest.KVM_SET_CPUID2),

        Size<KvmUserspaceMemoryRegion>("kvm_userspace_memory_region"),
        Size<KvmPitConfig>("kvm_pit_config"),
        Size<KvmIrqFd>("kvm_irqfd"),
        Size<KvmIoEventFd>("kvm_ioeventfd"),
        Size<KvmCpuid2>("kvm_cpuid2"),
        Size<KvmCpuidEntry2>("kvm_cpuid_entry2"),
        Size<KvmMsrs>("kvm_msrs"),
        Size<KvmMsrEntry>("kvm_msr_entry"),
        Size<KvmRegs>("kvm_regs"),
        Size<KvmSregs>("kvm_sregs"),
        Size<KvmSegment>("kvm_segment"),
        Size<KvmDtable>("kvm_dtable"),
        Size<KvmFpu>("kvm_fpu"),
        Size<KvmRun>("kvm_run"),
        ("sizeof(struct kvm_lapic_state)", KvmLapicState.KVM_APIC_REG_SIZE),

        Offset<KvmUserspaceMemoryRegion>("kvm_userspace_memory_region", nameof(KvmUserspaceMemoryRegion.userspace_addr)),
        Offset<KvmIrqFd>("kvm_irqfd", nameof(KvmIrqFd.flags)),
        Offset<KvmIoEventFd>("kvm_ioeventfd", nameof(KvmIoEventFd.addr)),
        Offset<KvmIoEventFd>("kvm_ioeventfd", nameof(KvmIoEventFd.fd)),
        Offset<KvmIoEventFd>("kvm_ioeventfd", nameof(KvmIoEventFd.flags)),
        Offset<KvmSignalMask>("kvm_signal_mask", nameof(KvmSignalMask.sigset)),
        Offset<KvmRegs>("kvm_regs", nameof(KvmRegs.rip)),
        Offset<KvmRegs>("kvm_regs", nameof(KvmRegs.rflags)),
        Offset<KvmSegment>("kvm_segment", nameof(KvmSegment.selector)),
        Offset<KvmSegment>("kvm_segment", nameof(KvmSegment.l)),
        Offset<KvmSegment>("kvm_segment", nameof(KvmSegment.unusable)),
        Offset<KvmSregs>("kvm_sregs", nameof(KvmSregs.ss)),
        Offset<KvmSregs>("kvm_sregs", nameof(KvmSregs.tr)),
        Offset<KvmSregs>("kvm_sregs", nameof(KvmSregs.gdt)),
        Offset<KvmSregs>("kvm_sregs", nameof(KvmSregs.cr0)),
        Offset<KvmSregs>("kvm_sregs", nameof(KvmSregs.cr4)),
        Offset<KvmSregs>("kvm_sregs", nameof(KvmSregs.efer)),
        Offset<KvmFpu>("kvm_fpu", nameof(KvmFpu.fcw)),
        Offset<KvmFpu>("kvm_fpu", nameof(KvmFpu.ftwx)),
        Offset<KvmFpu>("kvm_fpu", nameof(KvmFpu.mxcsr)),
        Offset<KvmCpuidEntry2>("kvm_cpuid_entry2", nameof(KvmCpuidEntry2.eax)),
        Offset<KvmRun>("kvm_run", nameof(KvmRun.immediate_exit)),
        Offset<KvmRun>("kvm_run", nameof(KvmRun.exit_reason)),
        Offset<KvmRun>("kvm_run", nameof(KvmRun.apic_base)),
        Offset<KvmRun>("kvm_run", nameof(KvmRun.io)),
        OfUnion<KvmRunIo>("io", nameof(KvmRunIo.size)),
        OfUnion<KvmRunIo>("io", nameof(KvmRunIo.port)),
        OfUnion<KvmRunIo>("io", nameof(KvmRunIo.count)),
        OfUnion<KvmRunIo>("io", nameof(KvmRunIo.data_offset)),
        OfUnion<KvmRunMmio>("mmio", nameof(KvmRunMmio.data)),
        OfUnion<KvmRunMmio>("mmio", nameof(KvmRunMmio.len)),
        OfUnion<KvmRunMmio>("mmio", nameof(KvmRunMmio.is_write)),
        OfUnion<KvmRunFailEntry>("fail_entry", nameof(KvmRunFailEntry.cpu)),
        OfUnion<KvmRunInternal>("internal", nameof(KvmRunInternal.ndata)),
        OfUnion<KvmRunSystemEvent>("system_event", nameof(KvmRunSystemEvent.type)),

        (nameof(KvmRunIo.KVM_EXIT_IO_OUT), KvmRunIo.KVM_EXIT_IO_OUT),
        (nameof(KvmPitConfig.KVM_PIT_SPEAKER_DUMMY), KvmPitConfig.KVM_PIT_SPEAKER_DUMMY),
        .. Constants<KvmCapability>(),
        .. Constants<KvmExitReason>(),
        .. Constants<KvmInternalError>(),
        .. Constants<KvmSystemEvent>(),
        .. Constants<KvmMemoryFlags>(),
        .. Constants<KvmIrqFdFlags>(),
        .. Constants<KvmIoEventFdFlags>(),
        .. Constants<KvmCpuidFlags>(),
    ];

    [Fact]
    public void Uapi_AgainstTheCompilersHeader_IsTheSame()
    {
        if (!File.Exists(Compiler) || !File.Exists(Header))
        {
            Assert.Skip($"needs {Compiler} and {Header}");
        }

        using var folder = new TemporaryDirectory();
        string program = Path.Combine(folder.Path, "layout");
        var source = new StringBuilder("#include <stdio.h>\n#include <stddef.h>\n#include <linux/kvm.h>\nint main(void) {\n");
        foreach ((string expression, _) in Expected)
        {
            source.Append(CultureInfo.InvariantCulture, $"printf(\"%llu\\n\", (unsigned long long)({expression}));\n");
        }

        File.WriteAllText(program + ".c", source.Append("}\n").ToString());
        Subprocess compilation = Subprocess.Run(
            Compiler, ["gcc", "-o", program, program + ".c"], ["PATH=/usr/bin:/bin"], [], TimeSpan.FromSeconds(60));
        Assert.True(compilation.Status == 0, compilation.Output);
        Subprocess run = Subprocess.Run(program, ["layout"], [], [], TimeSpan.FromSeconds(10));

        IEnumerable<string> ours = Expected.Select(e => $"{e.Expression} = {e.Value}");
        IEnumerable<string> theirs = run.Output.TrimEnd().Split('\n').Zip(Expected, (v, e) => $"{e.Expression} = {v}");
        Assert.Equal(theirs, ours);
    }

    private static (string Expression, ulong Value) Size<T>(string name)
        where T : unmanaged => ($"sizeof(struct {name})", (ulong)Unsafe.SizeOf<T>());

    private static (string Expression, ulong Value) Offset<T>(string name, string field) =>
        ($"offsetof(struct {name}, {field})", (ulong)Marshal.OffsetOf<T>(field));

    private static (string Expression, ulong Value) OfUnion<T>(string member, string field) => (
        $"offsetof(struct kvm_run, {member}.{field}) - offsetof(struct kvm_run, {member})",
        (ulong)Marshal.OffsetOf<T>(field));

    private static IEnumerable<(string Expression, ulong Value)> Constants<T>()
        where T : struct, Enum =>
        from value in Enum.GetValues<T>()
        let name = value.ToString()
        where name != "None"
        select (name, Convert.ToUInt64(value, CultureInfo.InvariantCulture));
}
