using Caisson.Linux.Uapi;

namespace Caisson.Linux.Seccomp;

/// <summary>
/// Writes a BPF program from its end to its beginning. Jumps only go forwards in BPF, so in this direction every target
/// stands already, and a jump that is too far for its 8 bits is noticed where it is written.
/// </summary>
/// <remarks>A label is the number of instructions that were there when its own was added. Thread: owner.</remarks>
internal sealed class ReverseAssembler
{
    /// <summary>BPF_MAXINSNS: the longest program that the kernel takes.</summary>
    internal const int MaxInstructions = 4096;

    private const int MaxConditionalJump = 255;

    private readonly Dictionary<uint, int> _returns = [];
    private SockFilter[] _reversed = new SockFilter[512];
    private int _count;

    /// <summary>Whether any instruction so far returns this.</summary>
    internal bool Returns(SeccompReturn action) => _returns.ContainsKey((uint)action);

    /// <summary>An instruction that ends the program with an answer; an earlier one, if one is within reach.</summary>
    internal int Return(uint answer)
    {
        if (_returns.TryGetValue(answer, out int label) && _count + 2 - label <= MaxConditionalJump)
        {
            return label;
        }

        label = Add(new SockFilter(BpfCode.RET_K, answer));
        _returns[answer] = label;
        return label;
    }

    /// <summary>Reads a word of <c>struct seccomp_data</c> and goes on.</summary>
    /// <param name="offset">Where it is, bytes.</param>
    /// <param name="next">What comes then.</param>
    internal int Load(int offset, int next)
    {
        FallInto(next);
        return Add(new SockFilter(BpfCode.LD_W_ABS, (uint)offset));
    }

    /// <summary>Masks the word that was read and goes on.</summary>
    internal int And(uint mask, int next)
    {
        FallInto(next);
        return Add(new SockFilter(BpfCode.ALU_AND_K, mask));
    }

    /// <summary>Compares the word that was read.</summary>
    /// <param name="comparison">A conditional jump.</param>
    /// <param name="operand">What the word is compared with.</param>
    /// <param name="ifTrue">What comes if the comparison holds.</param>
    /// <param name="ifFalse">What comes if not.</param>
    internal int Branch(BpfCode comparison, uint operand, int ifTrue, int ifFalse)
    {
        if (ifTrue == ifFalse)
        {
            return ifTrue;
        }

        // A far jump that is added for one side pushes the other side one further away.
        if (_count - ifTrue >= MaxConditionalJump)
        {
            ifTrue = Jump(ifTrue);
        }

        if (_count - ifFalse > MaxConditionalJump)
        {
            ifFalse = Jump(ifFalse);
        }

        return Add(new SockFilter(comparison, operand, (byte)(_count - ifTrue), (byte)(_count - ifFalse)));
    }

    /// <summary>The program that begins with a label.</summary>
    internal SockFilter[] Finish(int start)
    {
        FallInto(start);
        SockFilter[] program = _reversed.AsSpan(0, _count).ToArray();
        Array.Reverse(program);
        return program;
    }

    private void FallInto(int next)
    {
        if (next != _count)
        {
            Jump(next);
        }
    }

    private int Jump(int target) => Add(new SockFilter(BpfCode.JMP_JA, (uint)(_count - target)));

    private int Add(SockFilter instruction)
    {
        if (_count == MaxInstructions)
        {
            throw new SeccompProfileException(
                "syscalls", $"the filter would be longer than the {MaxInstructions} instructions that the kernel takes");
        }

        if (_count == _reversed.Length)
        {
            Array.Resize(ref _reversed, 2 * _count);
        }

        _reversed[_count++] = instruction;
        return _count;
    }
}
