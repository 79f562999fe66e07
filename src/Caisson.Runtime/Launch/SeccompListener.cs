using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Sockets;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.Launch;

/// <summary>Hands the listener of a filter with SCMP_ACT_NOTIFY to the agent of linux.seccomp.listenerPath; config-linux.md, "The Container Process State".</summary>
internal static class SeccompListener
{
    /// <summary>Connects to the agent and sends the state with the descriptor.</summary>
    /// <exception cref="ContainerException">There is no agent, or it does not listen.</exception>
    internal static void Hand(ContainerConfig config, ContainerState state, int processId, FileDescriptor listener)
    {
        SeccompConfig? seccomp = config.Linux?.Seccomp;
        string path = seccomp?.ListenerPath
            ?? throw new ContainerException("config.json: linux.seccomp.listenerPath: required with SCMP_ACT_NOTIFY");
        byte[] document = new ContainerProcessState
        {
            OciVersion = config.OciVersion,
            Fds = [ContainerProcessState.SeccompFdName],
            Pid = processId,
            Metadata = seccomp?.ListenerMetadata,
            State = state,
        }.ToUtf8();
        try
        {
            using UnixSocket agent = UnixSocket.Connect(path);
            agent.Send(document, listener);
        }
        catch (LinuxException e)
        {
            throw new ContainerException($"config.json: linux.seccomp.listenerPath: {e.Message}", e);
        }
    }
}
