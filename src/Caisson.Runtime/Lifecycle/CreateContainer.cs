using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.Launch;
using Caisson.Runtime.State;

namespace Caisson.Runtime.Lifecycle;

/// <summary>The verb <c>create</c>.</summary>
public static class CreateContainer
{
    /// <summary>Makes a container and its first process, which waits for <c>start</c>.</summary>
    /// <exception cref="ContainerException">It could not be made; nothing of it is left.</exception>
    public static void Run(ContainerStore store, CreateRequest request)
    {
        using ContainerLaunch launch = ContainerLaunch.Create(store, request);
    }

    /// <summary>Whether what was asked for fits the process: a terminal needs somebody to take its master.</summary>
    internal static void CheckTerminal(ContainerProcess? process, string? consoleSocket, bool isDetached)
    {
        if (process?.Terminal == true && isDetached && consoleSocket is null)
        {
            throw new ContainerException("cannot allocate tty if runc will detach without setting console socket: give --console-socket");
        }

        if (process?.Terminal != true && consoleSocket is not null && isDetached)
        {
            throw new ContainerException("cannot use console socket if runc will not detach or allocate tty: process.terminal is false");
        }
    }
}
