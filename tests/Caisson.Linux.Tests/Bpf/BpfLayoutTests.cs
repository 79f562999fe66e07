using System.Runtime.InteropServices;
using Caisson.Linux.Bpf;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Bpf;

/// <summary>Sizes and offsets after <c>linux/bpf.h</c> (Linux 6.1).</summary>
public class BpfLayoutTests
{
    [Fact]
    public void Structs_Layout_IsTheKernels()
    {
        Assert.Equal(8, Marshal.SizeOf<BpfInstruction>());
        Assert.Equal(8, Offset<BpfProgLoad>(nameof(BpfProgLoad.insns)));
        Assert.Equal(16, Offset<BpfProgLoad>(nameof(BpfProgLoad.license)));
        Assert.Equal(24, Offset<BpfProgLoad>(nameof(BpfProgLoad.log_level)));
        Assert.Equal(32, Offset<BpfProgLoad>(nameof(BpfProgLoad.log_buf)));
        Assert.Equal(48, Offset<BpfProgLoad>(nameof(BpfProgLoad.prog_name)));
        Assert.Equal(64, Marshal.SizeOf<BpfProgLoad>());
        Assert.Equal(16, Offset<BpfProgAttach>(nameof(BpfProgAttach.replace_bpf_fd)));
        Assert.Equal(16, Offset<BpfProgQuery>(nameof(BpfProgQuery.prog_ids)));
        Assert.Equal(24, Offset<BpfProgQuery>(nameof(BpfProgQuery.prog_cnt)));
        Assert.Equal(12, Marshal.SizeOf<BpfGetId>());
    }

    private static int Offset<T>(string field) => (int)Marshal.OffsetOf<T>(field);
}
