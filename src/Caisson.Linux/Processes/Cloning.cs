using System.Runtime.CompilerServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Processes;

/// <summary>
/// The only place where a process is cloned. Between clone3(2) and execve(2) the child runs <see cref="Walk"/> and
/// nothing else: no allocation, no lock, no transition into the garbage collector, no type that is initialised late.
/// </summary>
internal static unsafe class Cloning
{
    private const int SIGCHLD = 17;
    private const int SignalSetBytes = 8;
    private const int ExitStatus = 127;

    internal static Child Spawn(
        SyscallProgram program, ProgramStep* steps, SharedPage shared, Pipe executed, CloneFlags flags, FileDescriptor? cgroup)
    {
        int pidfd = -1;
        // SAFETY: the arguments and pidfd are on this stack, which outlives clone3; steps and shared are the caller's, who
        // keeps them until the child is done with them.
        var args = new CloneArgs
        {
            flags = (ulong)(flags | CloneFlags.CLONE_PIDFD | CloneFlags.CLONE_CLEAR_SIGHAND),
            pidfd = (ulong)&pidfd,
            exit_signal = SIGCHLD,
        };
        if (cgroup is not null)
        {
            args.flags |= (ulong)CloneFlags.CLONE_INTO_CGROUP;
            args.cgroup = (ulong)cgroup.Number;
        }

        nint pid;
        using (executed.Writer)
        {
            pid = CloneAndWalk(&args, steps, program.Count, shared.Ptr);
        }

        if (pid < 0)
        {
            throw new LinuxException((Errno)(-pid), "clone3", flags.ToString());
        }

        return new Child(program, shared, (int)pid, new PidFd(pidfd), executed.Reader);
    }

    /// <summary>Walks a program in the calling thread.</summary>
    internal static void RunHere(ProgramStep* steps, int count, SharedPage shared) =>
        Walk(steps, count, shared.Ptr, exits: false);

    // SAFETY: between the clone and the end of Walk only blittable locals, native memory owned by the program, and
    // SuppressGCTransition calls are used. Not inlined, so that the child has no more of this thread's work to do than
    // this; optimised at once, so that no tier of the JIT compiler is entered in the child.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static nint CloneAndWalk(CloneArgs* args, ProgramStep* steps, int count, SharedResults* shared)
    {
        // Every signal waits while the child still has this process's memory and none of its threads.
        ulong all = ulong.MaxValue;
        ulong before = 0;
        ulong none = 0;

        // Where a JIT compiler runs (the tests), what the child calls must have been compiled and bound by then.
        Walk(steps, 0, shared, exits: false);
        LibC.__errno_location();
        LibC.syscall_raw((nint)SyscallNumber.SYS_rt_sigprocmask, SetMask, (nint)(&all), (nint)(&before), SignalSetBytes, 0, 0);
        nint pid = LibC.syscall_raw((nint)SyscallNumber.SYS_clone3, (nint)args, sizeof(CloneArgs), 0, 0, 0, 0);

        // In a container, a filter of system calls may hide clone3, whose flags it cannot see (Docker's does).
        bool isHidden = pid < 0 && *LibC.__errno_location() == (int)Errno.ENOSYS
            && (args->flags & (ulong)CloneFlags.CLONE_INTO_CGROUP) == 0;
        if (isHidden)
        {
            nint flags = (nint)(uint)args->flags | SIGCHLD;
            pid = LibC.syscall_raw((nint)SyscallNumber.SYS_clone, flags, 0, (nint)args->pidfd, 0, 0, 0);
        }

        if (pid == 0)
        {
            // What is ignored stays so through clone3 and execve: SIGPIPE by .NET, SIGINT by a shell that started this
            // process in the background, SIGHUP by nohup. Microseconds; clone, moreover, knows no CLONE_CLEAR_SIGHAND.
            ulong* defaultAction = stackalloc ulong[4];
            for (int signal = 1; signal <= SignalsMax; signal++)
            {
                LibC.syscall_raw((nint)SyscallNumber.SYS_rt_sigaction, signal, (nint)defaultAction, 0, SignalSetBytes, 0, 0);
            }

            LibC.syscall_raw((nint)SyscallNumber.SYS_rt_sigprocmask, SetMask, (nint)(&none), 0, SignalSetBytes, 0, 0);
            Walk(steps, count, shared, exits: true);
        }

        nint errno = pid < 0 ? *LibC.__errno_location() : 0;
        LibC.syscall_raw((nint)SyscallNumber.SYS_rt_sigprocmask, SetMask, (nint)(&before), 0, SignalSetBytes, 0, 0);
        return pid < 0 ? -errno : pid;
    }

    // SAFETY: as above. In the child it never returns: the last step is an execve, and what comes after it is a failure.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Walk(ProgramStep* steps, int count, SharedResults* shared, bool exits)
    {
        nint kept = 0;
        for (int i = 0; i < count; i++)
        {
            ProgramStep* step = steps + i;
            nint first = step->Kind == StepKind.UseKept ? kept : step->A0;
            nint result = LibC.syscall_raw(step->Number, first, step->A1, step->A2, step->A3, step->A4, 0);
            if (step->Kind == StepKind.ExitUnlessZero && result > 0)
            {
                LibC.syscall_raw((nint)SyscallNumber.SYS_exit_group, 0, 0, 0, 0, 0, 0);
            }

            bool failed = step->Kind switch
            {
                StepKind.MayFail or StepKind.KeepOutcome => false,
                StepKind.FailUnlessEither => result < 0 && kept < 0,
                StepKind.FailUnlessOne => result != 1,

                // getcwd(2): a directory that can't be reached from the root begins with "(unreachable)".
                StepKind.FailUnlessReachable => result < 0 || *(byte*)first != (byte)'/',
                _ => result < 0,
            };
            if (failed)
            {
                shared->Errno = result < 0 ? *LibC.__errno_location() : (int)Errno.ECANCELED;
                shared->FailedStep = i + 1;
                break;
            }

            kept = step->Kind is StepKind.KeepResult or StepKind.KeepOutcome ? result : kept;
            if (step->Kind == StepKind.ShareResult)
            {
                shared->Result = (int)result;
            }
        }

        if (exits)
        {
            LibC.syscall_raw((nint)SyscallNumber.SYS_exit_group, ExitStatus, 0, 0, 0, 0, 0);
        }
    }

    private const int SetMask = 2;
    private const int SignalsMax = 64;
}
