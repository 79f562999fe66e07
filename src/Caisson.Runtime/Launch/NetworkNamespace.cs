using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Processes;
using Caisson.Linux.Uapi;

namespace Caisson.Runtime.Launch;

/// <summary>A new network namespace, made by a thread that does not stay in it.</summary>
internal static class NetworkNamespace
{
    private const string Own = "/proc/thread-self/ns/net";

    /// <summary>Makes one; network_namespaces(7).</summary>
    /// <returns>The namespace, which is gone with the last process and descriptor that has it.</returns>
    internal static FileDescriptor Make()
    {
        using FileDescriptor before = FileSystem.Open(Own, OpenFlags.O_RDONLY);
        using (var leave = new SyscallProgram())
        {
            leave.Unshare(CloneFlags.CLONE_NEWNET);
            leave.RunHere();
        }

        try
        {
            return FileSystem.Open(Own, OpenFlags.O_RDONLY);
        }
        finally
        {
            using var comeBack = new SyscallProgram();
            comeBack.JoinNamespace(before, CloneFlags.CLONE_NEWNET, "network namespace");
            comeBack.RunHere();
        }
    }
}
