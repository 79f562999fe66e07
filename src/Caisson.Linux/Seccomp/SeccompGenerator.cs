using Caisson.Linux.Uapi;

namespace Caisson.Linux.Seccomp;

/// <summary>
/// Writes the program: architecture, then number, then arguments. Neighbouring numbers with the same answer are one
/// interval, and the intervals are found by bisection, so that a call passes some ten instructions where a list of
/// comparisons would have hundreds.
/// </summary>
/// <remarks>Kernel: the program's input is <c>struct seccomp_data</c> of linux/seccomp.h.</remarks>
internal sealed class SeccompGenerator
{
    private const int NumberOffset = 0;
    private const int ArchitectureOffset = 4;
    private const int ArgumentsOffset = 16;

    /// <summary>A call that a tracer has taken away has number -1: no call of x32, though the bit is set.</summary>
    private const uint NoCall = uint.MaxValue;

    private readonly ReverseAssembler _code = new();
    private readonly uint _defaultAnswer;
    private readonly bool _newCallsAreUnknown;

    private SeccompGenerator(uint defaultAnswer)
    {
        _defaultAnswer = defaultAnswer;
        _newCallsAreUnknown = defaultAnswer != Unknown && (SeccompReturn)(defaultAnswer & 0xffff0000) is not (
            SeccompReturn.SECCOMP_RET_ALLOW or SeccompReturn.SECCOMP_RET_LOG or SeccompReturn.SECCOMP_RET_TRACE);
    }

    private static uint Unknown => (uint)SeccompReturn.SECCOMP_RET_ERRNO | (uint)Errno.ENOSYS;

    /// <summary>Writes the program for a profile.</summary>
    /// <param name="tables">An architecture each.</param>
    /// <param name="defaultAnswer">What happens to calls that have no rule.</param>
    /// <param name="notifies">Whether the program asks a listener.</param>
    internal static SockFilter[] Generate(List<ArchitectureRules> tables, uint defaultAnswer, out bool notifies)
    {
        SeccompGenerator generator = new(defaultAnswer);
        int next = generator._code.Return((uint)SeccompReturn.SECCOMP_RET_KILL_THREAD);
        for (int i = tables.Count - 1; i >= 0; i--)
        {
            ArchitectureRules table = tables[i];
            if (table.Architecture.Name == ScmpArch.SCMP_ARCH_X32)
            {
                // Reached through its sibling, below.
                continue;
            }

            int calls = table.Architecture.HasX32Sibling
                ? generator.WriteWithSibling(
                    table, tables.Find(other => other.Architecture.Name == ScmpArch.SCMP_ARCH_X32))
                : generator.WriteCalls(table);
            next = generator._code.Branch(
                BpfCode.JMP_JEQ_K, table.Architecture.Audit, generator._code.Load(NumberOffset, calls), next);
        }

        SockFilter[] program = generator._code.Finish(generator._code.Load(ArchitectureOffset, next));
        notifies = generator._code.Returns(SeccompReturn.SECCOMP_RET_USER_NOTIF);
        return program;
    }

    private int WriteWithSibling(ArchitectureRules table, ArchitectureRules? x32)
    {
        int others = x32 is not null
            ? WriteCalls(x32)
            : _code.Branch(
                BpfCode.JMP_JEQ_K,
                NoCall,
                _code.Return(_defaultAnswer),
                _code.Return((uint)SeccompReturn.SECCOMP_RET_KILL_THREAD));
        int own = WriteCalls(table);

        // Numbers above all architectures' are no calls of x32 either: unknown, if there is such an answer.
        BpfCode isOther = HasUnknown(table) ? BpfCode.JMP_JSET_K : BpfCode.JMP_JGE_K;
        return _code.Branch(isOther, SeccompArchitecture.X32Bit, others, own);
    }

    /// <summary>The calls of an architecture; the number has been read.</summary>
    private int WriteCalls(ArchitectureRules table)
    {
        List<Interval> intervals = [new(0, _defaultAnswer, null)];
        foreach (uint number in table.Numbers())
        {
            uint? answer = table.Answer(number, out List<ArchitectureRules.ConditionalAnswer>? conditional);
            Append(intervals, new Interval(number, answer ?? _defaultAnswer, conditional));
            Append(intervals, new Interval(number + 1, _defaultAnswer, null));
        }

        if (HasUnknown(table))
        {
            Append(intervals, new Interval(table.HighestNamed + 1, Unknown, null));
        }

        return WriteIntervals(intervals, 0, intervals.Count, table.Architecture.Is32Bit);
    }

    private bool HasUnknown(ArchitectureRules table) => _newCallsAreUnknown && table.HighestNamed != 0;

    private static void Append(List<Interval> intervals, Interval interval)
    {
        if (intervals[^1].First == interval.First)
        {
            intervals.RemoveAt(intervals.Count - 1);
        }

        if (intervals.Count == 0 || !intervals[^1].ContinuesWith(interval))
        {
            intervals.Add(interval);
        }
    }

    private int WriteIntervals(List<Interval> intervals, int start, int end, bool is32Bit)
    {
        if (end - start == 1)
        {
            Interval interval = intervals[start];
            return interval.Conditional is null
                ? _code.Return(interval.Answer)
                : WriteConditional(interval.Conditional, interval.Answer, is32Bit);
        }

        int middle = (start + end) / 2;
        int upper = WriteIntervals(intervals, middle, end, is32Bit);
        int lower = WriteIntervals(intervals, start, middle, is32Bit);
        return _code.Branch(BpfCode.JMP_JGE_K, intervals[middle].First, upper, lower);
    }

    private int WriteConditional(List<ArchitectureRules.ConditionalAnswer> answers, uint otherwise, bool is32Bit)
    {
        int next = _code.Return(otherwise);
        for (int i = answers.Count - 1; i >= 0; i--)
        {
            int match = _code.Return(answers[i].Answer);
            SeccompCondition[] conditions = answers[i].Conditions;
            for (int j = conditions.Length - 1; j >= 0; j--)
            {
                match = is32Bit
                    ? WriteHalf(conditions[j], high: false, match, next, next)
                    : WriteWhole(conditions[j], match, next);
            }

            next = match;
        }

        return next;
    }

    private int WriteWhole(SeccompCondition condition, int match, int next)
    {
        if (condition.Op == ScmpCompare.SCMP_CMP_MASKED_EQ && condition.Value >> 32 == 0)
        {
            return WriteHalf(condition, high: false, match, next, next);
        }

        if (condition.Op == ScmpCompare.SCMP_CMP_MASKED_EQ && (uint)condition.Value == 0)
        {
            return WriteHalf(condition, high: true, match, next, next);
        }

        int low = WriteHalf(condition, high: false, match, next, next);
        return WriteHalf(condition, high: true, match, next, low);
    }

    /// <summary>Compares one half of an argument.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="high">Which half.</param>
    /// <param name="match">What comes if this half decides that the condition holds.</param>
    /// <param name="next">What comes if this half decides that it does not.</param>
    /// <param name="low">What comes if the high half leaves it to the low half; for the low half, anything.</param>
    private int WriteHalf(SeccompCondition condition, bool high, int match, int next, int low)
    {
        uint value = (uint)(high ? condition.Value >> 32 : condition.Value);
        int offset = ArgumentsOffset + 8 * (int)condition.Index + (high ? 4 : 0);
        if (condition.Op == ScmpCompare.SCMP_CMP_MASKED_EQ)
        {
            uint wanted = (uint)(high ? condition.ValueTwo >> 32 : condition.ValueTwo);
            bool isLast = !high || (uint)condition.Value == 0;
            int compare = _code.Branch(BpfCode.JMP_JEQ_K, wanted, isLast ? match : low, next);
            return _code.Load(offset, value == uint.MaxValue ? compare : _code.And(value, compare));
        }

        // NE, LT and LE are EQ, GE and GT with the outcomes exchanged.
        (BpfCode comparison, bool negated) = condition.Op switch
        {
            ScmpCompare.SCMP_CMP_EQ => (BpfCode.JMP_JEQ_K, false),
            ScmpCompare.SCMP_CMP_NE => (BpfCode.JMP_JEQ_K, true),
            ScmpCompare.SCMP_CMP_GE => (BpfCode.JMP_JGE_K, false),
            ScmpCompare.SCMP_CMP_LT => (BpfCode.JMP_JGE_K, true),
            ScmpCompare.SCMP_CMP_GT => (BpfCode.JMP_JGT_K, false),
            _ => (BpfCode.JMP_JGT_K, true),
        };
        (int holds, int fails) = negated ? (next, match) : (match, next);
        if (!high)
        {
            return _code.Load(offset, _code.Branch(comparison, value, holds, fails));
        }

        int equal = _code.Branch(BpfCode.JMP_JEQ_K, value, low, fails);
        return _code.Load(
            offset,
            comparison == BpfCode.JMP_JEQ_K ? equal : _code.Branch(BpfCode.JMP_JGT_K, value, holds, equal));
    }

    /// <summary>The calls from a number on, up to the next interval.</summary>
    /// <param name="First">The first number.</param>
    /// <param name="Answer">What happens to them; with <paramref name="Conditional"/>, if no condition holds.</param>
    /// <param name="Conditional">Answers under conditions, or null.</param>
    private readonly record struct Interval(
        uint First, uint Answer, List<ArchitectureRules.ConditionalAnswer>? Conditional)
    {
        internal bool ContinuesWith(Interval next) =>
            Conditional is null && next.Conditional is null && Answer == next.Answer;
    }
}
