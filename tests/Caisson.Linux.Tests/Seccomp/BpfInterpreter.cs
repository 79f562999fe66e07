using System.Buffers.Binary;
using Caisson.Linux.Seccomp;

namespace Caisson.Linux.Tests.Seccomp;

/// <summary>Runs a filter as the kernel does: classic BPF over <c>struct seccomp_data</c>; linux/filter.h, linux/seccomp.h.</summary>
internal sealed class BpfInterpreter(ReadOnlyMemory<byte> program)
{
    internal BpfInterpreter(SeccompProgram program)
        : this(program.Instructions.ToArray())
    {
    }

    internal int Length => program.Length / 8;

    /// <summary>The most instructions that any run has taken.</summary>
    internal int LongestRun { get; private set; }

    internal uint Run(uint number, uint architecture, params ReadOnlySpan<ulong> arguments)
    {
        Span<byte> data = stackalloc byte[64];
        data.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(data, number);
        BinaryPrimitives.WriteUInt32LittleEndian(data[4..], architecture);
        for (int i = 0; i < arguments.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(data[(16 + 8 * i)..], arguments[i]);
        }

        uint accumulator = 0;
        int run = 0;
        for (int pc = 0; ;)
        {
            run++;
            LongestRun = Math.Max(LongestRun, run);
            ReadOnlySpan<byte> instruction = program.Span.Slice(8 * pc++, 8);
            ushort code = BinaryPrimitives.ReadUInt16LittleEndian(instruction);
            uint k = BinaryPrimitives.ReadUInt32LittleEndian(instruction[4..]);
            bool? jump = null;
            switch (code)
            {
                case 0x20 when k % 4 == 0 && k < 64: // ld [k]
                    accumulator = BinaryPrimitives.ReadUInt32LittleEndian(data[(int)k..]);
                    break;
                case 0x54: // and #k
                    accumulator &= k;
                    break;
                case 0x05: // ja k
                    pc += (int)k;
                    break;
                case 0x15: // jeq #k
                    jump = accumulator == k;
                    break;
                case 0x25: // jgt #k
                    jump = accumulator > k;
                    break;
                case 0x35: // jge #k
                    jump = accumulator >= k;
                    break;
                case 0x45: // jset #k
                    jump = (accumulator & k) != 0;
                    break;
                case 0x06: // ret #k
                    return k;
                default:
                    throw new InvalidOperationException($"instruction {pc - 1}: code 0x{code:x} with 0x{k:x} is none of a seccomp filter");
            }

            if (jump is bool taken)
            {
                pc += instruction[taken ? 2 : 3];
            }
        }
    }
}
