using Caisson.Linux.Seccomp;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Seccomp;

/// <summary>What a profile's rules say, read one after the other: slow and obvious.</summary>
internal sealed class PlainMeaning(SeccompProfile profile)
{
    private readonly Dictionary<(uint, string), int> _numbers = [];

    private readonly Dictionary<uint, int> _highest = [];

    private readonly uint _default = LibSeccompOracle.Answer(profile.DefaultAction, profile.DefaultErrnoRet);

    internal uint Run(uint number, uint architecture, params ReadOnlySpan<ulong> arguments)
    {
        bool isX32 = architecture == LibSeccompOracle.X8664 && (number & LibSeccompOracle.X32Bit) != 0;
        if (architecture is not (LibSeccompOracle.X8664 or LibSeccompOracle.I386))
        {
            return 0;
        }

        uint token = isX32 ? LibSeccompOracle.X32Token : architecture;
        bool is32Bit = token != LibSeccompOracle.X8664;
        if (!_highest.TryGetValue(token, out int highest))
        {
            _highest.Add(token, highest = profile.Rules.SelectMany(rule => rule.Names).Max(name => Resolve(token, name)));
        }

        if (profile.DefaultAction != ScmpAction.SCMP_ACT_TRACE && number > highest)
        {
            return 0x00050000 | (uint)Errno.ENOSYS;
        }

        uint? conditional = null;
        foreach (SeccompRule rule in profile.Rules)
        {
            uint answer = LibSeccompOracle.Answer(rule.Action, rule.ErrnoRet);
            foreach (SeccompCondition[] alternative in Alternatives(rule))
            {
                if (!IsAbout(rule.Names[0], token, number, alternative, out SeccompCondition[] conditions))
                {
                    continue;
                }

                if (Array.TrueForAll(conditions, c => IsAlways(c, is32Bit)))
                {
                    return answer;
                }

                bool holds = true;
                foreach (SeccompCondition condition in conditions)
                {
                    holds &= Holds(condition, arguments[(int)condition.Index], is32Bit);
                }

                if (holds)
                {
                    conditional ??= answer;
                }
            }
        }

        return conditional ?? _default;
    }

    private int Resolve(uint token, string name)
    {
        if (!_numbers.TryGetValue((token, name), out int number))
        {
            _numbers.Add((token, name), number = LibSeccompOracle.Resolve(token, name));
        }

        return number;
    }

    private static IEnumerable<SeccompCondition[]> Alternatives(SeccompRule rule) =>
        rule.Conditions.DistinctBy(c => c.Index).Count() < rule.Conditions.Count
            ? rule.Conditions.Select(c => new[] { c })
            : [[.. rule.Conditions]];

    private bool IsAbout(
        string name, uint token, uint number, SeccompCondition[] given, out SeccompCondition[] conditions)
    {
        conditions = given;
        int own = Resolve(token, name);
        if (own >= 0 || token != LibSeccompOracle.I386 || own > -100)
        {
            return own == (int)number && own >= 0;
        }

        if (Direct.TryGetValue(name, out uint direct) && direct == number)
        {
            return true;
        }

        conditions = [new(0, ScmpCompare.SCMP_CMP_EQ, (ulong)(-own % 100)), .. given.Where(c => c.Index != 0)];
        return number == (own > -200 ? 102u : 117u);
    }

    /// <summary>The calls of <see cref="SeccompMeaningTests"/> that are cases of socketcall(2) or ipc(2) and have a number too.</summary>
    private static readonly Dictionary<string, uint> Direct = new()
    {
        ["socket"] = 359,
        ["setsockopt"] = 366,
        ["semget"] = 393,
    };

    private static bool IsAlways(SeccompCondition c, bool is32Bit) =>
        c.Op == ScmpCompare.SCMP_CMP_MASKED_EQ && (is32Bit ? (uint)c.Value : c.Value) == 0;

    private static bool Holds(SeccompCondition c, ulong argument, bool is32Bit)
    {
        ulong bits = is32Bit ? uint.MaxValue : ulong.MaxValue;
        (ulong a, ulong v) = (argument & bits, c.Value & bits);
        return c.Op switch
        {
            ScmpCompare.SCMP_CMP_EQ => a == v,
            ScmpCompare.SCMP_CMP_NE => a != v,
            ScmpCompare.SCMP_CMP_LT => a < v,
            ScmpCompare.SCMP_CMP_LE => a <= v,
            ScmpCompare.SCMP_CMP_GT => a > v,
            ScmpCompare.SCMP_CMP_GE => a >= v,
            _ => (a & v) == (c.ValueTwo & v),
        };
    }
}
