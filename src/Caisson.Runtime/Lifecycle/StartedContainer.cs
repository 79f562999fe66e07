using Caisson.Linux.Descriptors;
using Caisson.Linux.Sockets;
using Caisson.Linux.Terminals;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.Launch;
using Caisson.Runtime.State;

namespace Caisson.Runtime.Lifecycle;

/// <summary>A container that runs, as somebody needs it who looks after it from its first moment on.</summary>
public sealed class StartedContainer : IDisposable
{
    private readonly ContainerLaunch _launch;

    private StartedContainer(ContainerLaunch launch, TerminalMaster? terminal)
    {
        _launch = launch;
        Terminal = terminal;
    }

    /// <summary>The number of the first process in the host's PID namespace.</summary>
    public int ProcessId => _launch.ProcessId;

    /// <summary>The first process, a child of this one.</summary>
    public PidFd Process => _launch.Process;

    /// <summary>The outer side of its terminal, where it has one.</summary>
    public TerminalMaster? Terminal { get; }

    /// <summary>The directory of its cgroup in each hierarchy, as <c>Cgroup.Open</c> takes them.</summary>
    public IReadOnlyDictionary<string, string> CgroupPaths => _launch.CgroupPaths;

    /// <summary>Whether the kernel ends all of its processes with the first.</summary>
    public bool HasOwnProcesses => Array.Exists(
        _launch.Config.Linux?.Namespaces ?? [],
        static n => n.Type == NamespaceType.Pid && string.IsNullOrEmpty(n.Path));

    /// <summary>Creates a container and lets it execute its program. It inherits the caller's standard streams, unless it has
    /// a terminal.</summary>
    /// <param name="store">Where it is kept.</param>
    /// <param name="request">What to create.</param>
    /// <param name="hasTerminal">Whether its process has a terminal.</param>
    /// <exception cref="ContainerException">It could not be created; nothing of it is left.</exception>
    public static StartedContainer Start(ContainerStore store, CreateRequest request, bool hasTerminal)
    {
        (UnixSocket Ours, UnixSocket Theirs)? console = hasTerminal ? UnixSocket.CreatePair() : null;
        using UnixSocket? ours = console?.Ours;
        using UnixSocket? theirs = console?.Theirs;
        ContainerLaunch launch = ContainerLaunch.Create(store, request, theirs);
        try
        {
            TerminalMaster? terminal = ours is null ? null : ConsoleSocket.Receive(ours);
            launch.Start();
            return new StartedContainer(launch, terminal);
        }
        catch
        {
            launch.Dispose();
            DeleteContainer.Run(store, request.Id, force: true, request.Warn);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Terminal?.Dispose();
        _launch.Dispose();
    }
}
