namespace Caisson.Oci.RuntimeSpec.Validation;

/// <summary>Rules of config-linux.md §Seccomp; seccomp(2).</summary>
internal static class SeccompRules
{
    // SECCOMP_RET_DATA has 16 bits.
    private const uint MaxErrno = 0xffff;

    internal static void Check(SeccompConfig seccomp, Findings findings)
    {
        Errno(seccomp.DefaultAction, seccomp.DefaultErrnoRet, "defaultErrnoRet", -1, findings);
        if (seccomp.DefaultAction == SeccompAction.SCMP_ACT_NOTIFY)
        {
            // The filter would stop the process that has yet to hand the descriptor to the listener.
            findings.Throw("defaultAction", "SCMP_ACT_NOTIFY cannot be the default");
        }

        findings.Text(seccomp.ListenerPath, "listenerPath");
        findings.Text(seccomp.ListenerMetadata, "listenerMetadata");
        bool listens = !string.IsNullOrEmpty(seccomp.ListenerPath);
        if (!listens && !string.IsNullOrEmpty(seccomp.ListenerMetadata))
        {
            findings.Throw("listenerMetadata", "needs listenerPath");
        }

        for (int i = 0; i < (seccomp.Syscalls?.Length ?? 0); i++)
        {
            Rule(seccomp.Syscalls![i], i, listens, findings);
        }
    }

    private static void Rule(SeccompSyscall rule, int index, bool listens, Findings findings)
    {
        if (rule.Names.Length == 0)
        {
            findings.Throw(Findings.Path("syscalls", index, "names"), "must not be empty");
        }

        findings.Texts(rule.Names, "syscalls", index, "names");
        if (Array.IndexOf(rule.Names, "") is >= 0 and int empty)
        {
            findings.Throw(Findings.Path(Findings.Path("syscalls", index, "names"), empty), "must not be empty");
        }

        Errno(rule.Action, rule.ErrnoRet, "syscalls", index, findings);
        if (rule.Action == SeccompAction.SCMP_ACT_NOTIFY)
        {
            if (!listens)
            {
                findings.Throw("listenerPath", $"is missing, and syscalls[{index}].action is SCMP_ACT_NOTIFY");
            }

            // The runtime writes to tell that the descriptor is on its way.
            if (Array.IndexOf(rule.Names, "write") >= 0)
            {
                findings.Throw(Findings.Path("syscalls", index, "action"), "SCMP_ACT_NOTIFY cannot be used for write");
            }
        }

        for (int i = 0; i < (rule.Args?.Length ?? 0); i++)
        {
            findings.Range(rule.Args![i].Index, 0, 5, Findings.Path("syscalls", index, "args"), i, "index");
        }
    }

    private static void Errno(SeccompAction action, uint? errno, string field, int index, Findings findings)
    {
        if (errno is not { } present)
        {
            return;
        }

        string member = index < 0 ? "" : "errnoRet";
        if (action is not (SeccompAction.SCMP_ACT_ERRNO or SeccompAction.SCMP_ACT_TRACE))
        {
            findings.Throw(
                Findings.Path(field, index, member),
                $"is for SCMP_ACT_ERRNO and SCMP_ACT_TRACE only, not for {action}");
        }

        findings.Range(present, 0, MaxErrno, field, index, member);
    }
}
