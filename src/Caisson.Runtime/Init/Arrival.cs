using Caisson.Linux.Descriptors;
using Caisson.Linux.Processes;
using Caisson.Linux.Uapi;

namespace Caisson.Runtime.Init;

/// <summary>
/// The first process enters what the runtime has made while the second stage started up: the cgroups of version 1 and the
/// network namespace.
/// </summary>
internal static class Arrival
{
    /// <summary>Enters them.</summary>
    /// <param name="arguments">Which cgroups.</param>
    /// <param name="network">The network namespace; null where the process is in its own already.</param>
    /// <exception cref="Linux.LinuxException">One could not be entered.</exception>
    internal static void Enter(InitArguments arguments, FileDescriptor? network)
    {
        using var program = new SyscallProgram();

        // "0" is the writing thread, the only one there is: a process's number would take a lock over all processes.
        foreach (string cgroup in arguments.Cgroups.Values)
        {
            program.WriteTo(cgroup + "/tasks", "0");
        }

        if (arguments.MakesCgroupNamespace)
        {
            program.Unshare(CloneFlags.CLONE_NEWCGROUP);
        }

        if (network is not null)
        {
            program.JoinNamespace(network, CloneFlags.CLONE_NEWNET, "network namespace");
        }

        program.RunHere();
    }
}
