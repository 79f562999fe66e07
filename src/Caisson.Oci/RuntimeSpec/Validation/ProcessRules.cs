using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec.Validation;

/// <summary>Rules of config.md §Process.</summary>
internal static class ProcessRules
{
    internal static void Check(ContainerProcess process, Findings findings)
    {
        findings.AbsolutePath(process.Cwd, "cwd");
        if (process.Args is null or { Length: 0 })
        {
            findings.Throw("args", "must not be empty");
        }

        findings.NotEmpty(process.Args[0], "args", 0);
        findings.Texts(process.Args, "args");
        Environment(process.Env, findings);
        User(process.User, findings);
        if (process.ConsoleSize is { } size)
        {
            // struct winsize has 16 bits for each.
            findings.Range(size.Height, 0, ushort.MaxValue, "consoleSize.height");
            findings.Range(size.Width, 0, ushort.MaxValue, "consoleSize.width");
        }

        CapabilityRules.Check(process.Capabilities, findings);
        Rlimits(process.Rlimits, findings);
        findings.Text(process.ApparmorProfile, "apparmorProfile");
        findings.Text(process.SelinuxLabel, "selinuxLabel");
        findings.Range(process.OomScoreAdj ?? 0, -1000, 1000, "oomScoreAdj");
        SchedulerRules.Check(process.Scheduler, findings);
        if (process.IoPriority is { } priority)
        {
            findings.Range(priority.Priority, 0, 7, "ioPriority.priority");
        }

        CpuList.Check(process.ExecCPUAffinity?.Initial, "execCPUAffinity.initial", findings);
        CpuList.Check(process.ExecCPUAffinity?.Final, "execCPUAffinity.final", findings);
    }

    private static void Environment(string[]? env, Findings findings)
    {
        findings.Texts(env, "env");
        for (int i = 0; i < (env?.Length ?? 0); i++)
        {
            if (env![i].IndexOf('=', StringComparison.Ordinal) <= 0)
            {
                findings.Throw(Findings.Path("env", i), $"must have the form KEY=value, not {Quoted.Text(env[i])}");
            }
        }
    }

    private static void User(ProcessUser user, Findings findings)
    {
        // 4294967295 is -1, which tells setresuid(2) to change nothing: the process would keep the runtime's user.
        findings.Range(user.Uid, 0, uint.MaxValue - 1, "user.uid");
        findings.Range(user.Gid, 0, uint.MaxValue - 1, "user.gid");
        findings.Range(user.Umask ?? 0, 0, 0x1ff, "user.umask");
        for (int i = 0; i < (user.AdditionalGids?.Length ?? 0); i++)
        {
            findings.Range(user.AdditionalGids![i], 0, uint.MaxValue - 1, "user.additionalGids", i);
        }
    }

    private static void Rlimits(ProcessRlimit[]? rlimits, Findings findings)
    {
        int seen = 0;
        for (int i = 0; i < (rlimits?.Length ?? 0); i++)
        {
            ProcessRlimit rlimit = rlimits![i];
            if ((seen & (1 << (int)rlimit.Type)) != 0)
            {
                findings.Throw(Findings.Path("rlimits", i, "type"), $"{rlimit.Type} is given already");
            }

            seen |= 1 << (int)rlimit.Type;
            if (rlimit.Soft > rlimit.Hard)
            {
                findings.Throw(
                    Findings.Path("rlimits", i, "soft"),
                    $"{rlimit.Soft} is above the hard limit of {rlimit.Hard}");
            }
        }
    }
}
