using Caisson.Linux;
using Caisson.Linux.Processes;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.Programs;

/// <summary>The hooks of config.json: programs that are told the container's state on standard input; config.md, "POSIX-platform Hooks".</summary>
internal static class ContainerHooks
{
    /// <summary>Runs hooks one after the other.</summary>
    /// <param name="hooks">The hooks, or null.</param>
    /// <param name="kind">Their name in config.json.</param>
    /// <param name="state">What they read; made only where there are hooks.</param>
    /// <exception cref="ContainerException">One could not be started, failed, or took too long.</exception>
    internal static void Run(Hook[]? hooks, string kind, Func<byte[]> state)
    {
        if (hooks is not { Length: > 0 })
        {
            return;
        }

        byte[] document = state();
        for (int i = 0; i < hooks.Length; i++)
        {
            if (Fault(hooks[i], document) is { } fault)
            {
                throw new ContainerException($"error running {kind} hook #{i} ({hooks[i].Path}): {fault}");
            }
        }
    }

    /// <summary>Runs hooks whose failure changes nothing any more (poststart, poststop).</summary>
    /// <returns>What went wrong, a line a hook.</returns>
    internal static List<string> RunAll(Hook[]? hooks, string kind, byte[] state)
    {
        var faults = new List<string>();
        for (int i = 0; i < (hooks?.Length ?? 0); i++)
        {
            if (Fault(hooks![i], state) is { } fault)
            {
                faults.Add($"error running {kind} hook #{i} ({hooks[i].Path}): {fault}");
            }
        }

        return faults;
    }

    /// <summary>The state document of a container that is being made.</summary>
    internal static byte[] State(ContainerConfig config, string id, string bundle, int processId, ContainerStatus status) =>
        new ContainerState
        {
            OciVersion = config.OciVersion,
            Id = id,
            Status = status,
            Pid = processId,
            Bundle = bundle,
            Annotations = config.Annotations,
        }.ToUtf8();

    private static string? Fault(Hook hook, byte[] state)
    {
        try
        {
            TimeSpan? timeout = hook.Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
            IReadOnlyList<string> environment = hook.Env is { } own ? own : ProcessEnvironmentBlock.Current();
            Subprocess result = Subprocess.Run(hook.Path, hook.Args ?? [hook.Path], environment, state, timeout);
            return result.TimedOut ? $"hook ran past specified timeout of {hook.Timeout} s"
                : result.Status == 0 ? null
                : $"exit status {result.Status}, output: {result.Output.ReplaceLineEndings(" ").Trim()}";
        }
        catch (LinuxException e)
        {
            return e.Message;
        }
    }
}
