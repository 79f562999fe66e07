using Caisson.Linux.Credentials;
using Caisson.Linux.Processes;
using Caisson.Linux.Scheduling;
using Caisson.Linux.Seccomp;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.Programs;

/// <summary>
/// Turns the <c>process</c> of config.json into steps: who the program runs as and what it may do. The first process of
/// a container walks them itself, the process of <c>exec</c> walks them between its clone and its program; the order is
/// the same and matters (credentials(7): what takes a right away comes after what needs it).
/// </summary>
internal static class ProgramIdentity
{
    /// <summary>Adds what the program is told of the machine: its personality, and the memory that it gets.</summary>
    /// <param name="program">The steps.</param>
    /// <param name="linux">The <c>linux</c> of config.json, which the container's process and those of exec share.</param>
    internal static void AddMachine(SyscallProgram program, LinuxConfig? linux)
    {
        if (linux?.Personality is { } personality)
        {
            program.SetPersonality((uint)personality.Domain);
        }

        if (linux?.MemoryPolicy is { } policy)
        {
            // The values are the kernel's in both enums.
            int mode = (int)policy.Mode;
            foreach (MemoryPolicyFlags flag in policy.Flags ?? [])
            {
                mode |= (int)flag;
            }

            program.SetMemoryPolicy(
                mode,
                CpuList.TryParse(policy.Nodes, out CpuList? nodes, out string? error)
                    ? nodes
                    : throw new ContainerException($"config.json: linux.memoryPolicy.nodes: {error}"));
        }
    }

    /// <summary>Adds the steps up to the moment when only execve(2) is left.</summary>
    /// <param name="program">The steps.</param>
    /// <param name="process">The process of config.json.</param>
    /// <param name="seccomp">The filter, or null.</param>
    /// <param name="canSetGroups">False in a user namespace that denies setgroups(2).</param>
    internal static void Add(
        SyscallProgram program, ContainerProcess process, SeccompProgram? seccomp, bool canSetGroups)
    {
        AddScheduling(program, process);
        if (process.User.Umask is { } umask)
        {
            program.SetUmask(umask);
        }

        if (process.NoNewPrivileges)
        {
            program.SetNoNewPrivileges();
        }
        else if (seccomp is not null)
        {
            // Without no_new_privs a filter needs CAP_SYS_ADMIN, which is about to go.
            program.LoadSeccomp(seccomp.Instructions, seccomp.Flags);
        }

        AddCredentials(program, process, canSetGroups);
    }

    /// <summary>Adds the filter of a process with no_new_privs, which needs no right and comes as late as can be.</summary>
    internal static void AddLateSeccomp(SyscallProgram program, ContainerProcess process, SeccompProgram? seccomp)
    {
        if (process.NoNewPrivileges && seccomp is not null)
        {
            program.LoadSeccomp(seccomp.Instructions, seccomp.Flags);
        }
    }

    private static void AddScheduling(SyscallProgram program, ContainerProcess process)
    {
        if (process.Scheduler is { } scheduler)
        {
            SchedFlags flags = SchedFlags.None;
            foreach (SchedulerFlags flag in scheduler.Flags ?? [])
            {
                // The values are the kernel's in both enums.
                flags |= (SchedFlags)flag;
            }

            program.SetScheduler(new SchedulerAttributes
            {
                Policy = (SchedPolicy)scheduler.Policy,
                Flags = flags,
                Nice = scheduler.Nice,
                Priority = (uint)scheduler.Priority,
                RuntimeNs = scheduler.Runtime,
                DeadlineNs = scheduler.Deadline,
                PeriodNs = scheduler.Period,
            });
        }

        if (process.IoPriority is { } io)
        {
            program.SetIoPriority(new IoPriority((IoprioClass)io.Class, io.Priority));
        }
    }

    private static void AddCredentials(SyscallProgram program, ContainerProcess process, bool canSetGroups)
    {
        ProcessUser user = process.User;
        ulong permitted = Mask(process.Capabilities?.Permitted);
        ulong inheritable = Mask(process.Capabilities?.Inheritable);
        program.KeepInBoundingSet(Mask(process.Capabilities?.Bounding), Capabilities.LastOfKernel());
        for (int descriptor = 0; user.Uid != 0 && descriptor <= 2; descriptor++)
        {
            // A program that opens /dev/stdout again must be let.
            program.ChangeOwner(descriptor, user.Uid);
        }

        if (canSetGroups)
        {
            program.SetGroups(user.AdditionalGids ?? []);
        }

        program.SetKeepCapabilities(true);
        program.SetGroup(user.Gid);
        program.SetUser(user.Uid);
        program.SetKeepCapabilities(false);

        // Once more as the user: the first attempt, as root, is for directories that only root may enter.
        program.ChangeDirectoryAgain(process.Cwd);
        program.RequireReachableDirectory(process.Cwd);
        program.SetCapabilities(Mask(process.Capabilities?.Effective), permitted, inheritable);
        program.SetAmbient(Mask(process.Capabilities?.Ambient));
    }

    // What this kernel does not know can't be given, and nobody has it: left out, as runc does.
    private static ulong Mask(string[]? names)
    {
        ulong mask = 0;
        foreach (string name in names ?? [])
        {
            if (Capabilities.TryParse(name, out Capability capability) && (int)capability <= Capabilities.LastOfKernel())
            {
                mask |= Capabilities.Mask(capability);
            }
        }

        return mask;
    }
}
