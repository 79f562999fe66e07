using System.Threading.Channels;
using Caisson.Linux.Terminals;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Sandboxes;

/// <summary>
/// A wall: what containers run behind. The engine says what to run, and never sees how: no mount, no namespace, no
/// hypervisor. What a sandbox was told to start goes on when the engine ends, however it ends.
/// </summary>
/// <remarks>
/// Errors: <see cref="EngineException"/> with Docker's words; <see cref="EngineErrorKind.NotFound"/> where the sandbox knows
/// no such container or exec. Thread: any.
/// </remarks>
public interface ISandbox : IAsyncDisposable
{
    /// <summary>The name by which a container asks for it: <c>process</c>, <c>vm</c>.</summary>
    public string Name { get; }

    /// <summary>Ends of containers and execs, in the order in which they happened; each is told again after a restart of the
    /// engine until it has been acknowledged with <see cref="ForgetAsync"/> or <see cref="ForgetExecAsync"/>.</summary>
    public ChannelReader<SandboxEnd> Ends { get; }

    /// <summary>All that runs, or has ended and has not been forgotten.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<IReadOnlyList<SandboxState>> ListAsync(CancellationToken cancellation);

    /// <summary>Starts a container: when it returns, its program is being executed.</summary>
    /// <param name="launch">What to start.</param>
    /// <param name="cancellation">Ends the wait; whatever was made is taken down again.</param>
    /// <exception cref="SandboxStartException">It could not be started; nothing of it is left.</exception>
    public Task<SandboxState> StartAsync(SandboxLaunch launch, CancellationToken cancellation);

    /// <summary>Starts one more program in a running container.</summary>
    /// <param name="launch">What to start.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The number of its process, in the host's PID namespace.</returns>
    /// <exception cref="SandboxStartException">It could not be started; nothing of it is left.</exception>
    public Task<int> ExecAsync(ExecLaunch launch, CancellationToken cancellation);

    /// <summary>Connects one more client to a running container's or exec's standard streams.</summary>
    /// <param name="id">The container.</param>
    /// <param name="attachment">The streams; the sandbox owns its socket from then on.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task AttachAsync(string id, Attachment attachment, CancellationToken cancellation);

    /// <summary>Sends a signal to a container's first process.</summary>
    /// <param name="id">The container.</param>
    /// <param name="signal">The signal's number. SIGKILL ends a paused container too.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task SignalAsync(string id, int signal, CancellationToken cancellation);

    /// <summary>Sends a signal to an exec's process; nothing happens to one that has ended.</summary>
    /// <param name="id">The container.</param>
    /// <param name="execId">The exec.</param>
    /// <param name="signal">The signal's number.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task SignalExecAsync(string id, string execId, int signal, CancellationToken cancellation);

    /// <summary>Stops all processes of a container where they stand, or lets them go on.</summary>
    /// <param name="id">The container.</param>
    /// <param name="isPaused">Which of both.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task SetPausedAsync(string id, bool isPaused, CancellationToken cancellation);

    /// <summary>Changes limits of a running container.</summary>
    /// <param name="id">The container.</param>
    /// <param name="resources">What changes; null stays as it is.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task UpdateAsync(string id, LinuxResources resources, CancellationToken cancellation);

    /// <summary>Sets the size of a terminal.</summary>
    /// <param name="id">The container.</param>
    /// <param name="execId">The exec, or null for the container's own.</param>
    /// <param name="size">The size.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task ResizeAsync(string id, string? execId, WindowSize size, CancellationToken cancellation);

    /// <summary>The numbers of a container's processes, in the host's PID namespace.</summary>
    /// <param name="id">The container.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<IReadOnlyList<int>> ProcessesAsync(string id, CancellationToken cancellation);

    /// <summary>What a container uses.</summary>
    /// <param name="id">The container.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<SandboxStatistics> StatisticsAsync(string id, CancellationToken cancellation);

    /// <summary>The root of a container as it is seen inside, for reading and writing files: while it runs with its mounts,
    /// else as its layers have it.</summary>
    /// <param name="id">The container.</param>
    /// <param name="root">Its layers, for one that does not run.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<SandboxFiles> OpenFilesAsync(string id, SandboxRoot root, CancellationToken cancellation);

    /// <summary>Removes what is left of a container that has ended; nothing happens where there is none.</summary>
    /// <param name="id">The container.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task ForgetAsync(string id, CancellationToken cancellation);

    /// <summary>Removes what is left of an exec that has ended; nothing happens where there is none.</summary>
    /// <param name="id">The container.</param>
    /// <param name="execId">The exec.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task ForgetExecAsync(string id, string execId, CancellationToken cancellation);
}
