using Caisson.Linux.Credentials;
using Caisson.Linux.Signals;
using Caisson.Linux.Sockets;
using Caisson.Linux.Terminals;
using Caisson.Runtime.Exec;
using Caisson.Runtime.Launch;
using Caisson.Runtime.State;

namespace Caisson.Runtime.Lifecycle;

/// <summary>The verb <c>run</c>: create, start, and (unless detached) wait and delete.</summary>
public static class RunContainer
{
    /// <summary>Runs a container.</summary>
    /// <returns>The exit status of its first process, or 0 where that is left running.</returns>
    /// <exception cref="ContainerException">It could not be created; nothing of it is left.</exception>
    public static int Run(ContainerStore store, RunRequest request)
    {
        if (!request.NoSubreaper && !request.Detach)
        {
            Prctl.SetChildSubreaper(true);
        }

        using SignalFd? signals = request.Detach ? null : ForegroundProcess.HoldSignals();
        bool ownTerminal = !request.Detach && request.ConsoleSocket is null;
        (UnixSocket Ours, UnixSocket Theirs)? console = ownTerminal ? UnixSocket.CreatePair() : null;
        using UnixSocket? ours = console?.Ours;
        using UnixSocket? theirs = console?.Theirs;
        using ContainerLaunch launch = ContainerLaunch.Create(store, request, theirs);
        using TerminalMaster? terminal = ownTerminal && launch.Config.Process?.Terminal == true
            ? ConsoleSocket.Receive(ours!)
            : null;
        launch.Start();
        if (signals is null)
        {
            return 0;
        }

        int status = new ForegroundProcess(launch.Process, launch.ProcessId, terminal).Wait(signals);
        if (!request.Keep)
        {
            DeleteContainer.Run(store, request.Id, force: true, request.Warn);
        }

        return status;
    }
}
