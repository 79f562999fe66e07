using Caisson.Linux.Descriptors;
using Caisson.Linux.Terminals;
using Caisson.Runtime.Exec;
using Caisson.Runtime.State;

namespace Caisson.Runtime.Lifecycle;

/// <summary>One more process of a container, as somebody needs it who looks after it from its first moment on.</summary>
public sealed class StartedProcess : IDisposable
{
    private readonly JoiningProcess _process;

    private StartedProcess(JoiningProcess process) => _process = process;

    /// <summary>Its number in the host's PID namespace.</summary>
    public int ProcessId => _process.ProcessId;

    /// <summary>The process, a child of this one.</summary>
    public PidFd Process => _process.Handle;

    /// <summary>The outer side of its terminal, where it has one.</summary>
    public TerminalMaster? Terminal => _process.Terminal;

    /// <summary>Runs one more process in a container. It inherits the caller's standard streams, unless it has a terminal.</summary>
    /// <param name="store">Where the container is kept.</param>
    /// <param name="request">What to run.</param>
    /// <exception cref="ContainerException">The container does not run, or the process could not be started.</exception>
    public static StartedProcess Start(ContainerStore store, ExecRequest request) => new(ExecProcess.Start(store, request));

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();
}
