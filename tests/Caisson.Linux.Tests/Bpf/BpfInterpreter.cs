using System.Buffers.Binary;
using Caisson.Linux.Bpf;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Bpf;

/// <summary>
/// Runs the part of eBPF that device filters use, as strictly as the kernel's verifier: reading a register that was
/// never written, leaving the context or the program, and jumping back are errors.
/// </summary>
internal static class BpfInterpreter
{
    /// <summary>Runs a program over a context; returns register 0.</summary>
    internal static ulong Run(ReadOnlySpan<BpfInstruction> program, ReadOnlySpan<byte> context)
    {
        const ulong ContextAddress = 0x1000;
        Span<ulong?> registers = new ulong?[11];
        registers[1] = ContextAddress;
        for (int counter = 0; ; counter++)
        {
            BpfInstruction instruction = program[counter];
            int destination = (int)instruction.Destination;
            ulong immediate = (ulong)instruction.Immediate;
            bool jump = false;
            switch (instruction.Opcode)
            {
                case BpfOpcode.LoadWord:
                    int offset = (int)(Value(registers, (int)instruction.Source) - ContextAddress) + instruction.Offset;
                    Assert.Equal(0, offset % 4);
                    registers[destination] = BinaryPrimitives.ReadUInt32LittleEndian(context[offset..]);
                    break;
                case BpfOpcode.MoveImmediate:
                    registers[destination] = immediate;
                    break;
                case BpfOpcode.MoveRegister:
                    registers[destination] = Value(registers, (int)instruction.Source);
                    break;
                case BpfOpcode.AndImmediate:
                    registers[destination] = Value(registers, destination) & immediate;
                    break;
                case BpfOpcode.ShiftRightImmediate:
                    registers[destination] = Value(registers, destination) >> instruction.Immediate;
                    break;
                case BpfOpcode.Jump:
                    jump = true;
                    break;
                case BpfOpcode.JumpIfNotEqual32:
                    jump = (uint)Value(registers, destination) != (uint)instruction.Immediate;
                    break;
                case BpfOpcode.JumpIfAnySet32:
                    jump = ((uint)Value(registers, destination) & (uint)instruction.Immediate) != 0;
                    break;
                case BpfOpcode.Exit:
                    return Value(registers, 0);
                default:
                    throw new InvalidOperationException($"opcode {instruction.Opcode} at {counter}");
            }

            Assert.True(instruction.Opcode == BpfOpcode.LoadWord || instruction.Offset >= 0);
            counter += jump ? instruction.Offset : 0;
        }
    }

    private static ulong Value(ReadOnlySpan<ulong?> registers, int number) =>
        registers[number] ?? throw new InvalidOperationException($"register {number} was never written");
}
