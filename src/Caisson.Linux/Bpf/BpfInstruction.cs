using System.Runtime.InteropServices;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Bpf;

/// <summary>
/// One instruction of eBPF as the kernel takes it: <c>struct bpf_insn</c>;
/// Documentation/bpf/standardization/instruction-set.rst.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct BpfInstruction
{
    private readonly byte _code;
    private readonly byte _registers;
    private readonly short _offset;
    private readonly int _immediate;

    private BpfInstruction(BpfOpcode code, BpfRegister destination, BpfRegister source, short offset, int immediate)
    {
        _code = (byte)code;
        _registers = (byte)((byte)destination | ((byte)source << 4));
        _offset = offset;
        _immediate = immediate;
    }

    /// <summary>The operation.</summary>
    public BpfOpcode Opcode => (BpfOpcode)_code;

    /// <summary>The register that is written or compared.</summary>
    public BpfRegister Destination => (BpfRegister)(_registers & 0xf);

    /// <summary>The register that is read.</summary>
    public BpfRegister Source => (BpfRegister)(_registers >> 4);

    /// <summary>Of a jump: how many instructions to skip. Of a load: the displacement in bytes.</summary>
    public short Offset => _offset;

    /// <summary>The constant.</summary>
    public int Immediate => _immediate;

    /// <summary>destination = *(u32*)(source + bytes)</summary>
    public static BpfInstruction LoadWord(BpfRegister destination, BpfRegister source, short bytes) =>
        new(BpfOpcode.LoadWord, destination, source, bytes, 0);

    /// <summary>destination = value</summary>
    public static BpfInstruction Move(BpfRegister destination, int value) =>
        new(BpfOpcode.MoveImmediate, destination, default, 0, value);

    /// <summary>destination = source</summary>
    public static BpfInstruction Move(BpfRegister destination, BpfRegister source) =>
        new(BpfOpcode.MoveRegister, destination, source, 0, 0);

    /// <summary>destination &amp;= mask</summary>
    public static BpfInstruction And(BpfRegister destination, int mask) =>
        new(BpfOpcode.AndImmediate, destination, default, 0, mask);

    /// <summary>destination &gt;&gt;= bits</summary>
    public static BpfInstruction ShiftRight(BpfRegister destination, int bits) =>
        new(BpfOpcode.ShiftRightImmediate, destination, default, 0, bits);

    /// <summary>Skips instructions.</summary>
    public static BpfInstruction Jump(short skip) => new(BpfOpcode.Jump, default, default, skip, 0);

    /// <summary>Skips instructions if the lower half of the register is another number.</summary>
    public static BpfInstruction JumpIfNotEqual(BpfRegister register, uint value, short skip) =>
        new(BpfOpcode.JumpIfNotEqual32, register, default, skip, (int)value);

    /// <summary>Skips instructions if the register has one of these bits.</summary>
    public static BpfInstruction JumpIfAnySet(BpfRegister register, int bits, short skip) =>
        new(BpfOpcode.JumpIfAnySet32, register, default, skip, bits);

    /// <summary>Returns register 0.</summary>
    public static BpfInstruction Exit() => new(BpfOpcode.Exit, default, default, 0, 0);
}
