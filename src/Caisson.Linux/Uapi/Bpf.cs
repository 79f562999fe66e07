using System.Runtime.InteropServices;

namespace Caisson.Linux.Uapi;

/// <summary>Commands of bpf(2); <c>linux/bpf.h</c> (Linux 6.1).</summary>
internal enum BpfCommand
{
    BPF_PROG_LOAD = 5,
    BPF_PROG_ATTACH = 8,
    BPF_PROG_DETACH = 9,
    BPF_PROG_GET_FD_BY_ID = 13,
    BPF_PROG_QUERY = 16,
}

/// <summary>Types, flags and sizes of bpf(2); <c>linux/bpf.h</c> (Linux 6.1).</summary>
internal static class Bpf
{
    internal const uint BPF_PROG_TYPE_CGROUP_DEVICE = 15;
    internal const uint BPF_CGROUP_DEVICE = 6;
    internal const uint BPF_F_ALLOW_MULTI = 1 << 1;
    internal const uint BPF_F_REPLACE = 1 << 2;

    // access_type of struct bpf_cgroup_dev_ctx: what is asked for << 16 | kind of device.
    internal const uint BPF_DEVCG_DEV_BLOCK = 1;
    internal const uint BPF_DEVCG_DEV_CHAR = 2;
}

/// <summary>Registers of eBPF; <c>linux/bpf.h</c>.</summary>
internal enum BpfRegister : byte
{
    BPF_REG_0,
    BPF_REG_1,
    BPF_REG_2,
    BPF_REG_3,
    BPF_REG_4,
    BPF_REG_5,
}

/// <summary>
/// Operations of eBPF that are used here, whole: class, operation, source; <c>linux/bpf_common.h</c>,
/// <c>linux/bpf.h</c>.
/// </summary>
internal enum BpfOpcode : byte
{
    /// <summary>BPF_LDX | BPF_MEM | BPF_W: load 32 bits, zero-extended.</summary>
    LoadWord = 0x61,

    /// <summary>BPF_ALU64 | BPF_MOV | BPF_K.</summary>
    MoveImmediate = 0xb7,

    /// <summary>BPF_ALU64 | BPF_MOV | BPF_X.</summary>
    MoveRegister = 0xbf,

    /// <summary>BPF_ALU64 | BPF_AND | BPF_K; the immediate is sign-extended.</summary>
    AndImmediate = 0x57,

    /// <summary>BPF_ALU64 | BPF_RSH | BPF_K.</summary>
    ShiftRightImmediate = 0x77,

    /// <summary>BPF_JMP | BPF_JA.</summary>
    Jump = 0x05,

    /// <summary>BPF_JMP32 | BPF_JNE | BPF_K: compares the lower 32 bits.</summary>
    JumpIfNotEqual32 = 0x56,

    /// <summary>BPF_JMP32 | BPF_JSET | BPF_K: whether a bit of the immediate is set.</summary>
    JumpIfAnySet32 = 0x46,

    /// <summary>BPF_JMP | BPF_EXIT.</summary>
    Exit = 0x95,
}

/// <summary>The part of <c>union bpf_attr</c> that BPF_PROG_LOAD takes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BpfProgLoad
{
    internal uint prog_type;
    internal uint insn_cnt;
    internal ulong insns;
    internal ulong license;
    internal uint log_level;
    internal uint log_size;
    internal ulong log_buf;
    internal uint kern_version;
    internal uint prog_flags;
    internal fixed byte prog_name[16];
}

/// <summary>The part of <c>union bpf_attr</c> that BPF_PROG_ATTACH and BPF_PROG_DETACH take.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BpfProgAttach
{
    internal uint target_fd;
    internal uint attach_bpf_fd;
    internal uint attach_type;
    internal uint attach_flags;
    internal uint replace_bpf_fd;
}

/// <summary>The part of <c>union bpf_attr</c> that BPF_PROG_QUERY takes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BpfProgQuery
{
    internal uint target_fd;
    internal uint attach_type;
    internal uint query_flags;
    internal uint attach_flags;
    internal ulong prog_ids;
    internal uint prog_cnt;
    internal uint padding;
}

/// <summary>The part of <c>union bpf_attr</c> that BPF_PROG_GET_FD_BY_ID takes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BpfGetId
{
    internal uint id;
    internal uint next_id;
    internal uint open_flags;
}
