using System.Runtime.InteropServices;

namespace Caisson.Linux.Uapi.Kvm;

/// <summary>General registers: <c>struct kvm_regs</c>; <c>asm/kvm.h</c> (Linux 6.1).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct KvmRegs
{
    /// <summary>A general register.</summary>
    public ulong rax, rbx, rcx, rdx, rsi, rdi, rsp, rbp, r8, r9, r10, r11, r12, r13, r14, r15;

    /// <summary>The address of the next instruction, and the flags.</summary>
    public ulong rip, rflags;
}

/// <summary>A segment register with its hidden part: <c>struct kvm_segment</c>; <c>asm/kvm.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct KvmSegment
{
    /// <summary>The linear address of its first byte.</summary>
    public ulong @base;

    /// <summary>The offset of its last byte.</summary>
    public uint limit;

    /// <summary>The visible part.</summary>
    public ushort selector;

    /// <summary>The four bits of the descriptor's type.</summary>
    public byte type;

    /// <summary>A bit of the descriptor (two for <c>dpl</c>), under its name.</summary>
    public byte present, dpl, db, s, l, g, avl;

    /// <summary>1 where nothing is loaded.</summary>
    public byte unusable;

    /// <summary>Unused.</summary>
    public byte padding;
}

/// <summary>Where a descriptor table is: <c>struct kvm_dtable</c>; <c>asm/kvm.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct KvmDtable
{
    /// <summary>The linear address of its first byte.</summary>
    public ulong @base;

    /// <summary>The offset of its last byte.</summary>
    public ushort limit;

    /// <summary>Unused.</summary>
    public ushort padding0, padding1, padding2;
}

/// <summary>Segments, tables and control registers: <c>struct kvm_sregs</c>; <c>asm/kvm.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct KvmSregs
{
    /// <summary>A segment register.</summary>
    public KvmSegment cs, ds, es, fs, gs, ss, tr, ldt;

    /// <summary>A descriptor table.</summary>
    public KvmDtable gdt, idt;

    /// <summary>A control register.</summary>
    public ulong cr0, cr2, cr3, cr4, cr8;

    /// <summary>The extended feature enable register.</summary>
    public ulong efer;

    /// <summary>IA32_APIC_BASE.</summary>
    public ulong apic_base;

    /// <summary><c>interrupt_bitmap</c>: the interrupts that wait to be delivered, a bit each.</summary>
    public ulong interrupt_bitmap0, interrupt_bitmap1, interrupt_bitmap2, interrupt_bitmap3;
}

/// <summary>Floating point and SSE registers: <c>struct kvm_fpu</c>; <c>asm/kvm.h</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 416)]
public struct KvmFpu
{
    /// <summary>The control word of the x87.</summary>
    [FieldOffset(128)]
    public ushort fcw;

    /// <summary>The status word of the x87.</summary>
    [FieldOffset(130)]
    public ushort fsw;

    /// <summary>The tags, in the form of FXSAVE.</summary>
    [FieldOffset(132)]
    public byte ftwx;

    /// <summary>Control and status of SSE.</summary>
    [FieldOffset(408)]
    public uint mxcsr;
}

/// <summary>A model-specific register: <c>struct kvm_msr_entry</c>; <c>asm/kvm.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct KvmMsrEntry
{
    /// <summary>Its number.</summary>
    public uint index;

    /// <summary>Zero.</summary>
    public uint reserved;

    /// <summary>Its value.</summary>
    public ulong data;
}

/// <summary>An answer of the instruction CPUID: <c>struct kvm_cpuid_entry2</c>; <c>asm/kvm.h</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct KvmCpuidEntry2
{
    /// <summary>EAX of the question.</summary>
    public uint function;

    /// <summary>ECX of the question, where <see cref="flags"/> says that it matters.</summary>
    public uint index;

    /// <summary>How the entry is chosen.</summary>
    public KvmCpuidFlags flags;

    /// <summary>A register of the answer.</summary>
    public uint eax, ebx, ecx, edx;

    /// <summary>Unused.</summary>
    public uint padding0, padding1, padding2;
}
