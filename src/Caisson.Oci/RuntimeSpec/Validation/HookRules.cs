namespace Caisson.Oci.RuntimeSpec.Validation;

/// <summary>Rules of config.md §POSIX-platform Hooks.</summary>
internal static class HookRules
{
    internal static void Check(Hooks? hooks, Findings findings)
    {
        if (hooks is null)
        {
            return;
        }

        List(hooks.Prestart, "hooks.prestart", findings);
        List(hooks.CreateRuntime, "hooks.createRuntime", findings);
        List(hooks.CreateContainer, "hooks.createContainer", findings);
        List(hooks.StartContainer, "hooks.startContainer", findings);
        List(hooks.Poststart, "hooks.poststart", findings);
        List(hooks.Poststop, "hooks.poststop", findings);
    }

    private static void List(Hook[]? hooks, string field, Findings findings)
    {
        for (int i = 0; i < (hooks?.Length ?? 0); i++)
        {
            Hook hook = hooks![i];
            findings.AbsolutePath(hook.Path, field, i, "path");
            findings.Texts(hook.Args, field, i, "args");
            findings.Texts(hook.Env, field, i, "env");
            if (hook.Timeout is { } timeout)
            {
                findings.Range(timeout, 1, int.MaxValue, field, i, "timeout");
            }
        }
    }
}
