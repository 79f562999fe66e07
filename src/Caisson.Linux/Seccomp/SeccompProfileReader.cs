using System.Text;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Seccomp;

/// <summary>Checks a profile, and works out what it says for each architecture.</summary>
internal static class SeccompProfileReader
{
    /// <summary>How many arguments a system call has at most.</summary>
    internal const int MaxArguments = 6;

    /// <summary>The longest name of a system call that is looked up, in bytes; the kernel's longest has 23.</summary>
    private const int MaxNameBytes = 63;

    private const uint MaxErrno = 4095;

    private const SeccompFilterFlags AskableFlags = SeccompFilterFlags.SECCOMP_FILTER_FLAG_TSYNC
        | SeccompFilterFlags.SECCOMP_FILTER_FLAG_LOG
        | SeccompFilterFlags.SECCOMP_FILTER_FLAG_SPEC_ALLOW
        | SeccompFilterFlags.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;

    /// <summary>What happens to calls that no rule names, as a filter answers it.</summary>
    internal static uint ReadDefault(SeccompProfile profile)
    {
        if (profile.DefaultAction == ScmpAction.SCMP_ACT_NOTIFY)
        {
            throw new SeccompProfileException(
                "defaultAction", "SCMP_ACT_NOTIFY can't be the default: nobody could receive the listener");
        }

        return Answer(profile.DefaultAction, profile.DefaultErrnoRet, "defaultAction", "defaultErrnoRet");
    }

    /// <summary>Checks the flags.</summary>
    internal static SeccompFilterFlags ReadFlags(SeccompProfile profile)
    {
        if ((profile.Flags & ~AskableFlags) != 0)
        {
            throw new SeccompProfileException("flags", $"unknown flag 0x{(uint)(profile.Flags & ~AskableFlags):x}");
        }

        return profile.Flags;
    }

    /// <summary>The rules, for the native architecture first.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="defaultAnswer">Rules with this answer change nothing.</param>
    internal static List<ArchitectureRules> ReadRules(SeccompProfile profile, uint defaultAnswer)
    {
        List<ArchitectureRules> tables = [new(SeccompArchitecture.Find(SeccompArchitecture.Native)!)];
        for (int i = 0; i < profile.Architectures.Count; i++)
        {
            ScmpArch name = profile.Architectures[i];
            if (name is <= ScmpArch.None or > ScmpArch.SCMP_ARCH_SHEB)
            {
                throw new SeccompProfileException($"architectures[{i}]", $"unknown architecture {(int)name}");
            }

            if (SeccompArchitecture.Find(name) is SeccompArchitecture architecture
                && !tables.Exists(table => table.Architecture.Name == name))
            {
                tables.Add(new ArchitectureRules(architecture));
            }
        }

        for (int i = 0; i < profile.Rules.Count; i++)
        {
            ReadRule(profile.Rules[i], $"syscalls[{i}]", defaultAnswer, tables);
        }

        return tables;
    }

    private static unsafe void ReadRule(
        SeccompRule rule, string field, uint defaultAnswer, List<ArchitectureRules> tables)
    {
        uint answer = Answer(rule.Action, rule.ErrnoRet, field + ".action", field + ".errnoRet");
        SeccompCondition[] conditions = ReadConditions(rule, field, out bool areAlternatives);
        if (rule.Names.Count == 0)
        {
            throw new SeccompProfileException(field + ".names", "is empty");
        }

        // SAFETY: one byte more than what TryGetBytes may fill, for the terminator; libseccomp only reads it.
        byte* utf8 = stackalloc byte[MaxNameBytes + 1];
        for (int i = 0; i < rule.Names.Count; i++)
        {
            string name = rule.Names[i];
            if (string.IsNullOrEmpty(name))
            {
                throw new SeccompProfileException($"{field}.names[{i}]", "is empty");
            }

            // Whoever loads the filter has to hand the listener on, with write(2) if need be.
            if (rule.Action == ScmpAction.SCMP_ACT_NOTIFY && name == "write")
            {
                throw new SeccompProfileException($"{field}.names[{i}]", "SCMP_ACT_NOTIFY can't be used for write");
            }

            if (!Encoding.UTF8.TryGetBytes(name, new Span<byte>(utf8, MaxNameBytes), out int length))
            {
                continue;
            }

            utf8[length] = 0;
            foreach (ArchitectureRules table in tables)
            {
                int number = LibSeccomp.seccomp_syscall_resolve_name_arch(table.Architecture.Token, utf8);
                table.Name(number);
                if (answer == defaultAnswer || number == -1)
                {
                    continue;
                }

                if (!areAlternatives)
                {
                    table.Add(number, conditions, answer, field);
                    continue;
                }

                for (int j = 0; j < conditions.Length; j++)
                {
                    table.Add(number, conditions.AsSpan(j, 1), answer, field);
                }
            }
        }
    }

    private static SeccompCondition[] ReadConditions(SeccompRule rule, string field, out bool areAlternatives)
    {
        areAlternatives = false;
        if (rule.Conditions.Count == 0)
        {
            return [];
        }

        SeccompCondition[] conditions = [.. rule.Conditions];
        int seen = 0;
        for (int i = 0; i < conditions.Length; i++)
        {
            SeccompCondition condition = conditions[i];
            if (condition.Index >= MaxArguments)
            {
                throw new SeccompProfileException(
                    $"{field}.args[{i}].index", $"{condition.Index} is above {MaxArguments - 1}, the last argument");
            }

            if (condition.Op is <= ScmpCompare.None or > ScmpCompare.SCMP_CMP_MASKED_EQ)
            {
                throw new SeccompProfileException($"{field}.args[{i}].op", $"unknown comparison {(int)condition.Op}");
            }

            areAlternatives |= (seen & 1 << (int)condition.Index) != 0;
            seen |= 1 << (int)condition.Index;
        }

        return conditions;
    }

    private static uint Answer(ScmpAction action, uint? data, string actionField, string dataField)
    {
        SeccompReturn answer = action switch
        {
            ScmpAction.SCMP_ACT_KILL or ScmpAction.SCMP_ACT_KILL_THREAD => SeccompReturn.SECCOMP_RET_KILL_THREAD,
            ScmpAction.SCMP_ACT_KILL_PROCESS => SeccompReturn.SECCOMP_RET_KILL_PROCESS,
            ScmpAction.SCMP_ACT_TRAP => SeccompReturn.SECCOMP_RET_TRAP,
            ScmpAction.SCMP_ACT_ERRNO => SeccompReturn.SECCOMP_RET_ERRNO,
            ScmpAction.SCMP_ACT_TRACE => SeccompReturn.SECCOMP_RET_TRACE,
            ScmpAction.SCMP_ACT_ALLOW => SeccompReturn.SECCOMP_RET_ALLOW,
            ScmpAction.SCMP_ACT_LOG => SeccompReturn.SECCOMP_RET_LOG,
            ScmpAction.SCMP_ACT_NOTIFY => SeccompReturn.SECCOMP_RET_USER_NOTIF,
            _ => throw new SeccompProfileException(actionField, $"unknown action {(int)action}"),
        };
        if (answer is not (SeccompReturn.SECCOMP_RET_ERRNO or SeccompReturn.SECCOMP_RET_TRACE))
        {
            return data is null
                ? (uint)answer
                : throw new SeccompProfileException(dataField, $"{action} has no errno, only SCMP_ACT_ERRNO and SCMP_ACT_TRACE do");
        }

        uint limit = answer == SeccompReturn.SECCOMP_RET_ERRNO ? MaxErrno : ushort.MaxValue;
        uint value = data ?? (uint)Errno.EPERM;
        return value <= limit
            ? (uint)answer | value
            : throw new SeccompProfileException(dataField, $"{value} is above {limit}");
    }
}
