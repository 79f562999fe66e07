using System.Runtime.InteropServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Seccomp;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Seccomp;

/// <summary>
/// What libseccomp makes of a profile, driven as runc drives it: the meaning that ours is compared with.
/// </summary>
internal sealed unsafe partial class LibSeccompOracle
{
    internal const uint X8664 = 0xC000003E;
    internal const uint I386 = 0x40000003;
    internal const uint X32Token = 0x4000003E;
    internal const uint X32Bit = 0x40000000;

    private readonly BpfInterpreter _program;
    private readonly bool _hasX32;
    private readonly Dictionary<uint, uint> _highest = [];
    private readonly bool _newCallsAreUnknown;

    internal LibSeccompOracle(SeccompProfile profile)
    {
        uint defaultAnswer = Answer(profile.DefaultAction, profile.DefaultErrnoRet);
        nint context = seccomp_init(defaultAnswer);
        try
        {
            List<uint> tokens = [X8664];
            foreach (ScmpArch architecture in profile.Architectures)
            {
                uint token = architecture switch
                {
                    ScmpArch.SCMP_ARCH_X86 => I386,
                    ScmpArch.SCMP_ARCH_X32 => X32Token,
                    _ => X8664,
                };
                if (!tokens.Contains(token))
                {
                    Check(seccomp_arch_add(context, token), "arch_add");
                    tokens.Add(token);
                }
            }

            _hasX32 = tokens.Contains(X32Token);
            foreach (SeccompRule rule in profile.Rules)
            {
                Add(context, rule, defaultAnswer);
            }

            foreach (uint token in tokens)
            {
                int highest = profile.Rules.SelectMany(rule => rule.Names)
                    .Select(name => Resolve(token, name)).DefaultIfEmpty(0).Max();
                if (highest > 0)
                {
                    _highest[token] = (uint)highest;
                }
            }

            _newCallsAreUnknown = profile.DefaultAction is not (
                ScmpAction.SCMP_ACT_ALLOW or ScmpAction.SCMP_ACT_LOG or ScmpAction.SCMP_ACT_TRACE);
            using MemFd file = MemFd.Create("oracle");
            Check(seccomp_export_bpf(context, file.Number), "export");
            _program = new BpfInterpreter(File.ReadAllBytes($"/proc/self/fd/{file.Number}"));
        }
        finally
        {
            seccomp_release(context);
        }
    }

    internal int Length => _program.Length;

    /// <summary>The number of a call; negative if there is none.</summary>
    internal static int Resolve(uint token, string name) => seccomp_syscall_resolve_name_arch(token, name);

    /// <summary>What happens to a call: runc's stub for new calls first, then the filter.</summary>
    internal uint Run(uint number, uint architecture, params ReadOnlySpan<ulong> arguments)
    {
        uint token = architecture == X8664 && _hasX32 && (number & X32Bit) != 0 ? X32Token : architecture;
        bool isForeign = architecture == X8664 && token == X8664 && (number & X32Bit) != 0;
        return _newCallsAreUnknown && !isForeign && _highest.TryGetValue(token, out uint highest) && number > highest
            ? 0x00050000 | (uint)Errno.ENOSYS
            : _program.Run(number, architecture, arguments);
    }

    internal static uint Answer(ScmpAction action, uint? data) => action switch
    {
        ScmpAction.SCMP_ACT_KILL or ScmpAction.SCMP_ACT_KILL_THREAD => 0,
        ScmpAction.SCMP_ACT_KILL_PROCESS => 0x80000000,
        ScmpAction.SCMP_ACT_TRAP => 0x00030000,
        ScmpAction.SCMP_ACT_ERRNO => 0x00050000 | (data ?? 1),
        ScmpAction.SCMP_ACT_TRACE => 0x7ff00000 | (data ?? 1),
        ScmpAction.SCMP_ACT_ALLOW => 0x7fff0000,
        ScmpAction.SCMP_ACT_LOG => 0x7ffc0000,
        ScmpAction.SCMP_ACT_NOTIFY => 0x7fc00000,
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };

    private static void Add(nint context, SeccompRule rule, uint defaultAnswer)
    {
        uint answer = Answer(rule.Action, rule.ErrnoRet);
        if (answer == defaultAnswer)
        {
            return;
        }

        ArgCmp[] conditions = [.. rule.Conditions.Select(
            c => new ArgCmp { arg = c.Index, op = (uint)c.Op, datum_a = c.Value, datum_b = c.ValueTwo })];
        bool areAlternatives = conditions.DistinctBy(c => c.arg).Count() < conditions.Length;
        foreach (string name in rule.Names)
        {
            int number = Resolve(X8664, name);
            if (number == -1)
            {
                continue;
            }

            fixed (ArgCmp* first = conditions)
            {
                if (!areAlternatives)
                {
                    Check(seccomp_rule_add_array(context, answer, number, (uint)conditions.Length, first), name);
                    continue;
                }

                for (int i = 0; i < conditions.Length; i++)
                {
                    Check(seccomp_rule_add_array(context, answer, number, 1, first + i), name);
                }
            }
        }
    }

    private static void Check(int result, string what)
    {
        if (result < 0)
        {
            throw new InvalidOperationException($"libseccomp, {what}: {result}");
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ArgCmp
    {
        internal uint arg;
        internal uint op;
        internal ulong datum_a;
        internal ulong datum_b;
    }

    [LibraryImport("libseccomp")]
    private static partial nint seccomp_init(uint defAction);

    [LibraryImport("libseccomp")]
    private static partial void seccomp_release(nint context);

    [LibraryImport("libseccomp")]
    private static partial int seccomp_arch_add(nint context, uint token);

    [LibraryImport("libseccomp")]
    private static partial int seccomp_rule_add_array(nint context, uint action, int number, uint count, ArgCmp* conditions);

    [LibraryImport("libseccomp")]
    private static partial int seccomp_export_bpf(nint context, int fd);

    [LibraryImport("libseccomp", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int seccomp_syscall_resolve_name_arch(uint token, string name);
}
