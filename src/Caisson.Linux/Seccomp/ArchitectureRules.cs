using Caisson.Linux.Uapi;

namespace Caisson.Linux.Seccomp;

/// <summary>A profile as one architecture sees it: an answer, or answers under conditions, for each number of a call.</summary>
internal sealed class ArchitectureRules(SeccompArchitecture architecture)
{
    /// <summary>Room for the profiles that there are, so that it does not grow five times on the way there.</summary>
    private const int UsualCalls = 400;

    /// <summary>
    /// Rules for one call. A program has room for few more, and each is compared with all before it, which a hostile
    /// profile must not make long.
    /// </summary>
    private const int MaxConditional = 1024;

    private readonly Dictionary<uint, uint> _always = new(UsualCalls);
    private readonly Dictionary<uint, List<ConditionalAnswer>> _conditional = [];

    /// <summary>Whose numbers they are.</summary>
    internal SeccompArchitecture Architecture => architecture;

    /// <summary>The highest number of any call that the profile names; 0 if it names none.</summary>
    internal uint HighestNamed { get; private set; }

    /// <summary>An answer, and under which conditions.</summary>
    /// <param name="Conditions">All must hold; in ascending order of arguments, at most one for each.</param>
    /// <param name="Answer">The filter's answer.</param>
    internal readonly record struct ConditionalAnswer(SeccompCondition[] Conditions, uint Answer);

    /// <summary>The numbers that have rules, ascending.</summary>
    internal uint[] Numbers()
    {
        uint[] numbers = new uint[_always.Count + _conditional.Count];
        _always.Keys.CopyTo(numbers, 0);
        _conditional.Keys.CopyTo(numbers, _always.Count);
        Array.Sort(numbers);
        return numbers;
    }

    /// <summary>What happens to a call: an answer, or null and the answers with conditions, to be tried in order.</summary>
    internal uint? Answer(uint number, out List<ConditionalAnswer>? conditional)
    {
        conditional = null;
        if (_always.TryGetValue(number, out uint answer))
        {
            return answer;
        }

        _conditional.TryGetValue(number, out conditional);
        return null;
    }

    /// <summary>Takes note that the profile names a call, whatever it says about it.</summary>
    /// <param name="number">As libseccomp numbers it.</param>
    internal void Name(int number)
    {
        int own = number < 0 && architecture.HasMultiplexers ? MultiplexedCalls.DirectNumber(number) : number;
        HighestNamed = Math.Max(HighestNamed, (uint)Math.Max(own, 0));
    }

    /// <summary>Adds a rule for a call.</summary>
    /// <param name="number">As libseccomp numbers it.</param>
    /// <param name="conditions">All must hold; at most one for each argument.</param>
    /// <param name="answer">The filter's answer.</param>
    /// <param name="field">The rule's name in errors.</param>
    internal void Add(int number, ReadOnlySpan<SeccompCondition> conditions, uint answer, string field)
    {
        if (number >= 0)
        {
            AddNumber((uint)number, conditions, answer, field);
            return;
        }

        if (!architecture.HasMultiplexers || !MultiplexedCalls.TryResolve(number, out uint multiplexer, out uint selector))
        {
            return;
        }

        // The case takes the first argument's place, and what the program passes is behind a pointer, out of a filter's
        // sight: a condition on the first argument can't be kept. libseccomp does the same.
        SeccompCondition[] selected = new SeccompCondition[conditions.Length + 1];
        int count = 0;
        selected[count++] = new SeccompCondition(0, ScmpCompare.SCMP_CMP_EQ, selector);
        foreach (SeccompCondition condition in conditions)
        {
            if (condition.Index != 0)
            {
                selected[count++] = condition;
            }
        }

        AddNumber(multiplexer, selected.AsSpan(0, count), answer, field);
        int direct = MultiplexedCalls.DirectNumber(number);
        if (direct >= 0)
        {
            AddNumber((uint)direct, conditions, answer, field);
        }
    }

    private void AddNumber(uint number, ReadOnlySpan<SeccompCondition> conditions, uint answer, string field)
    {
        SeccompCondition[] normal = Normalise(conditions);
        if (normal.Length == 0)
        {
            // Above all conditions; among equals the first rule stays.
            _always.TryAdd(number, answer);
            _conditional.Remove(number);
            return;
        }

        if (_always.ContainsKey(number))
        {
            return;
        }

        if (!_conditional.TryGetValue(number, out List<ConditionalAnswer>? answers))
        {
            _conditional.Add(number, answers = []);
        }

        foreach (ConditionalAnswer earlier in answers)
        {
            if (!earlier.Conditions.AsSpan().SequenceEqual(normal))
            {
                continue;
            }

            if (earlier.Answer != answer)
            {
                throw new SeccompProfileException(field, "contradicts an earlier rule with the same conditions");
            }

            return;
        }

        if (answers.Count == MaxConditional)
        {
            throw new SeccompProfileException(field, $"more than {MaxConditional} rules for one system call");
        }

        answers.Add(new ConditionalAnswer(normal, answer));
    }

    /// <summary>Drops conditions that always hold and bits that are not compared, so that equal ones look equal.</summary>
    private SeccompCondition[] Normalise(ReadOnlySpan<SeccompCondition> conditions)
    {
        if (conditions.IsEmpty)
        {
            return [];
        }

        ulong compared = architecture.Is32Bit ? uint.MaxValue : ulong.MaxValue;
        List<SeccompCondition> kept = new(conditions.Length);
        for (uint index = 0; index < SeccompProfileReader.MaxArguments; index++)
        {
            foreach (SeccompCondition condition in conditions)
            {
                if (condition.Index != index)
                {
                    continue;
                }

                ulong value = condition.Value & compared;
                if (condition.Op != ScmpCompare.SCMP_CMP_MASKED_EQ)
                {
                    kept.Add(condition with { Value = value, ValueTwo = 0 });
                }
                else if (value != 0)
                {
                    kept.Add(condition with { Value = value, ValueTwo = condition.ValueTwo & value });
                }
            }
        }

        return [.. kept];
    }
}
