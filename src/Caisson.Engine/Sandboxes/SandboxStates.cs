using Caisson.Keeping;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime;
using Caisson.Runtime.State;

namespace Caisson.Engine.Sandboxes;

/// <summary>What the keeper tells, in the engine's words.</summary>
internal static class SandboxStates
{
    /// <summary>An end.</summary>
    internal static SandboxEnd Of(KeptEnd end) =>
        new(end.ContainerId, end.ExecId, end.Status, end.IsOutOfMemory, end.At);

    /// <summary>Containers, each with its execs.</summary>
    /// <param name="kept">What the keeper has; a container comes before its execs.</param>
    /// <param name="store">Where the runtime keeps them.</param>
    internal static IReadOnlyList<SandboxState> Of(IReadOnlyList<KeptState> kept, ContainerStore store)
    {
        var states = new List<SandboxState>();
        var execs = new List<SandboxExecState>();
        foreach (KeptState state in kept)
        {
            SandboxEnd? end = state.End is { } ended ? Of(ended) : null;
            if (state.ExecId is { } execId)
            {
                execs.Add(new SandboxExecState(execId, state.ProcessId, end));
                continue;
            }

            execs = [];
            bool isPaused = end is null && IsPaused(store, state.ContainerId);
            states.Add(new SandboxState(state.ContainerId, state.ProcessId, state.StartedAt, isPaused, end, execs));
        }

        return states;
    }

    private static bool IsPaused(ContainerStore store, string id)
    {
        try
        {
            return store.Load(id).Status == ContainerStatus.Paused;
        }
        catch (ContainerException)
        {
            return false;
        }
    }
}
