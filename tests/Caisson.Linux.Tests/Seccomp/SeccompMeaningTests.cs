using Caisson.Linux.Seccomp;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Seccomp;

/// <summary>Compares what our programs answer with what libseccomp's answer, and with what the rules say.</summary>
public class SeccompMeaningTests
{
    private static readonly ulong[] Values =
        [0, 1, 2, 8, 9, 16, 39, 40, 41, 0x20000, 0x20008, 0x7e020000, 0x10000000, 0x7fffffff, 0x80000000,
         0xffffffff, 0x1_00000000, 0x1_00000008, 0x1_00000028, 0xffffffff_ffffffff];

    private static readonly string[] Names =
        ["read", "write", "openat", "ioctl", "socket", "setsockopt", "semget", "semop", "accept", "fcntl", "clone",
         "mmap", "mmap2", "futex", "waitpid", "personality", "openat2", "bpf", "keyctl", "chown32"];

    [Fact]
    public void Compile_RepresentativeProfile_MeansWhatLibseccompMeans()
    {
        SeccompProfile profile = RepresentativeProfile.Create();
        Compare(profile, Numbers());
    }

    [Fact]
    public void Compile_RepresentativeProfile_IsShort()
    {
        BpfInterpreter program = new(SeccompFilter.Compile(RepresentativeProfile.Create()));
        foreach (uint number in Numbers())
        {
            program.Run(number, LibSeccompOracle.X8664);
        }

        Assert.InRange(program.Length, 100, 700);
        Assert.InRange(program.LongestRun, 5, 16);
    }

    [Theory]
    [InlineData(ScmpAction.SCMP_ACT_ALLOW)]
    [InlineData(ScmpAction.SCMP_ACT_KILL)]
    [InlineData(ScmpAction.SCMP_ACT_KILL_PROCESS)]
    [InlineData(ScmpAction.SCMP_ACT_KILL_THREAD)]
    [InlineData(ScmpAction.SCMP_ACT_TRAP)]
    [InlineData(ScmpAction.SCMP_ACT_TRACE)]
    [InlineData(ScmpAction.SCMP_ACT_LOG)]
    [InlineData(ScmpAction.SCMP_ACT_ERRNO)]
    public void Compile_DefaultAction_MeansWhatLibseccompMeans(ScmpAction action)
    {
        Compare(
            new SeccompProfile
            {
                DefaultAction = action,
                Rules =
                [
                    new() { Names = ["read", "statx"], Action = ScmpAction.SCMP_ACT_ERRNO, ErrnoRet = 5 },
                    new() { Names = ["getppid"], Action = ScmpAction.SCMP_ACT_TRACE, ErrnoRet = 77 },
                    new() { Names = ["getpid"], Action = ScmpAction.SCMP_ACT_NOTIFY },
                    new() { Names = ["getuid"], Action = action },
                ],
            },
            Numbers());
    }

    [Fact]
    public void Compile_NoRules_MeansWhatLibseccompMeans() =>
        Compare(new SeccompProfile { DefaultAction = ScmpAction.SCMP_ACT_ERRNO }, Numbers());

    [Fact]
    public void Compile_EveryComparison_MeansWhatLibseccompMeans()
    {
        foreach (ScmpCompare op in Enum.GetValues<ScmpCompare>())
        {
            foreach (ulong value in op == ScmpCompare.None ? [] : Values)
            {
                foreach (ulong second in op == ScmpCompare.SCMP_CMP_MASKED_EQ ? Values : [0])
                {
                    Compare(
                        new SeccompProfile
                        {
                            DefaultAction = ScmpAction.SCMP_ACT_ERRNO,
                            Architectures = [ScmpArch.SCMP_ARCH_X86, ScmpArch.SCMP_ARCH_X32],
                            Rules =
                            [
                                new()
                                {
                                    Names = ["ioctl"],
                                    Action = ScmpAction.SCMP_ACT_ALLOW,
                                    Conditions = [new(1, op, value, second)],
                                },
                            ],
                        },
                        [16, 54, 514 | LibSeccompOracle.X32Bit]);
                }
            }
        }
    }

    /// <remarks>
    /// One rule a call: libseccomp 2.5 merges several into a tree that loses some (a call with the rules "argument below
    /// 40" and "argument 0x7fffffff" also matches 40), so those are compared with their plain meaning.
    /// </remarks>
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public void Compile_RandomRuleForEachCall_MeansWhatLibseccompMeans(bool only64Bit, int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 40; round++)
        {
            SeccompProfile profile = RandomProfile(random, only64Bit, maxRulesEach: 1);
            LibSeccompOracle theirs = new(profile);
            Compare(profile, NumbersOf(Names), theirs.Run, random);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Compile_RandomRules_MeanWhatTheySay(int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 40; round++)
        {
            SeccompProfile profile = RandomProfile(random, only64Bit: false, maxRulesEach: 6);
            try
            {
                SeccompFilter.Compile(profile);
            }
            catch (SeccompProfileException e) when (e.Message.Contains("contradicts", StringComparison.Ordinal))
            {
                continue;
            }

            PlainMeaning plain = new(profile);
            Compare(profile, NumbersOf(Names), plain.Run, random);
        }
    }

    private delegate uint Meaning(uint number, uint architecture, params ReadOnlySpan<ulong> arguments);

    private static SeccompProfile RandomProfile(Random random, bool only64Bit, int maxRulesEach)
    {
        ScmpAction[] actions =
            [ScmpAction.SCMP_ACT_ALLOW, ScmpAction.SCMP_ACT_ERRNO, ScmpAction.SCMP_ACT_TRAP, ScmpAction.SCMP_ACT_LOG];
        // Its number is above all that the other calls have: where new calls begin is not this test's question.
        List<SeccompRule> rules = [new() { Names = ["openat2"], Action = ScmpAction.SCMP_ACT_LOG }];
        foreach (string name in Names.Where(_ => random.Next(3) != 0))
        {
            // Cases of socketcall(2) and ipc(2) are several rules for these two.
            if (maxRulesEach == 1 && !only64Bit && LibSeccompOracle.Resolve(LibSeccompOracle.I386, name) < 0)
            {
                continue;
            }

            int count = random.Next(1, maxRulesEach + 1);
            for (int i = 0; i < count; i++)
            {
                rules.Add(new SeccompRule
                {
                    Names = [name],
                    Action = actions[random.Next(actions.Length)],
                    Conditions = RandomConditions(random, only64Bit, distinct: maxRulesEach == 1),
                });
            }
        }

        return new SeccompProfile
        {
            DefaultAction = random.Next(2) == 0 ? ScmpAction.SCMP_ACT_KILL_PROCESS : ScmpAction.SCMP_ACT_TRACE,
            Architectures = only64Bit ? [] : [ScmpArch.SCMP_ARCH_X32, ScmpArch.SCMP_ARCH_X86],
            Rules = rules,
        };
    }

    private static List<SeccompCondition> RandomConditions(Random random, bool only64Bit, bool distinct)
    {
        List<SeccompCondition> conditions = [];
        int count = random.Next(0, 4);
        for (int i = 0; i < count; i++)
        {
            ScmpCompare op = (ScmpCompare)random.Next(1, 8);
            if (op == ScmpCompare.SCMP_CMP_LE && !only64Bit)
            {
                // libseccomp 2.5 reads it as its opposite on a 32-bit architecture when another condition precedes.
                op = ScmpCompare.SCMP_CMP_LT;
            }

            uint index = (uint)random.Next(6);
            if (distinct && conditions.Exists(c => c.Index == index))
            {
                continue;
            }

            conditions.Add(new SeccompCondition(
                index, op, Values[random.Next(Values.Length)], Values[random.Next(Values.Length)]));
        }

        return conditions;
    }

    private static IEnumerable<uint> Numbers()
    {
        for (uint number = 0; number < 600; number++)
        {
            yield return number;
            yield return number | LibSeccompOracle.X32Bit;
        }

        yield return 0x3fffffff;
        yield return 0x7fffffff;
        yield return 0x80000000;
        yield return 0xfffffffe;
        yield return 0xffffffff;
    }

    private static uint[] NumbersOf(string[] names)
    {
        HashSet<uint> numbers = [102, 117, 359, 366, 393, 0xffffffff];
        foreach (string name in names)
        {
            foreach (uint token in (uint[])[LibSeccompOracle.X8664, LibSeccompOracle.I386, LibSeccompOracle.X32Token])
            {
                int number = LibSeccompOracle.Resolve(token, name);
                if (number >= 0)
                {
                    numbers.Add((uint)number);
                    numbers.Add((uint)number + 1);
                }
            }
        }

        return [.. numbers];
    }

    private static void Compare(SeccompProfile profile, IEnumerable<uint> numbers) =>
        Compare(profile, numbers, new LibSeccompOracle(profile).Run, random: null);

    private static void Compare(SeccompProfile profile, IEnumerable<uint> numbers, Meaning theirs, Random? random)
    {
        BpfInterpreter ours = new(SeccompFilter.Compile(profile));
        ulong[] arguments = new ulong[6];
        foreach (uint number in numbers)
        {
            foreach (uint architecture in (uint[])[LibSeccompOracle.X8664, LibSeccompOracle.I386, 0xC00000B7])
            {
                for (int i = 0; i < Values.Length; i++)
                {
                    for (int j = 0; j < arguments.Length; j++)
                    {
                        arguments[j] = random is null ? Values[i] : Values[random.Next(Values.Length)];
                    }

                    uint expected = theirs(number, architecture, arguments);
                    uint actual = ours.Run(number, architecture, arguments);
                    if (expected != actual)
                    {
                        Assert.Fail(Describe(profile, number, architecture, arguments, expected, actual));
                    }
                }
            }
        }
    }

    private static string Describe(
        SeccompProfile profile, uint number, uint architecture, ulong[] arguments, uint expected, uint actual)
    {
        string rules = string.Join(
            "; ", profile.Rules.Where(rule => rule.Names.Any(name =>
                LibSeccompOracle.Resolve(architecture, name) == (int)number || LibSeccompOracle.Resolve(architecture, name) < 0))
                .Select(rule => $"{string.Join(',', rule.Names.Take(3))} {rule.Action} if {string.Join(" and ", rule.Conditions)}"));
        return $"call 0x{number:x} of 0x{architecture:x} ({string.Join(", ", arguments.Select(a => $"0x{a:x}"))}): "
            + $"0x{actual:x}, not 0x{expected:x}; default {profile.DefaultAction}; {rules}";
    }
}
