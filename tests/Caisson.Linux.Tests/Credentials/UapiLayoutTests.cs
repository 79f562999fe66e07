using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Credentials;

/// <summary>Sizes and offsets as a C compiler has them (x86-64, linux-libc-dev 6.1).</summary>
public class UapiLayoutTests
{
    [Fact]
    public void Structures_OnX8664_HaveTheKernelsSizes()
    {
        Assert.Equal(16, Unsafe.SizeOf<Rlimit64>());
        Assert.Equal(48, Unsafe.SizeOf<SchedAttr>());
        Assert.Equal(8, Unsafe.SizeOf<SockFilter>());
        Assert.Equal(16, Unsafe.SizeOf<SockFprog>());
    }

    [Fact]
    public void Structures_OnX8664_HaveTheKernelsOffsets()
    {
        Assert.Equal(8, Marshal.OffsetOf<SchedAttr>(nameof(SchedAttr.sched_flags)));
        Assert.Equal(16, Marshal.OffsetOf<SchedAttr>(nameof(SchedAttr.sched_nice)));
        Assert.Equal(20, Marshal.OffsetOf<SchedAttr>(nameof(SchedAttr.sched_priority)));
        Assert.Equal(24, Marshal.OffsetOf<SchedAttr>(nameof(SchedAttr.sched_runtime)));
        Assert.Equal(40, Marshal.OffsetOf<SchedAttr>(nameof(SchedAttr.sched_period)));
        Assert.Equal(2, Marshal.OffsetOf<SockFilter>(nameof(SockFilter.jt)));
        Assert.Equal(4, Marshal.OffsetOf<SockFilter>(nameof(SockFilter.k)));
        Assert.Equal(8, Marshal.OffsetOf<SockFprog>(nameof(SockFprog.filter)));
    }
}
