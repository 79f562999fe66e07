using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Processes;

/// <summary>Steps by which a process changes where and in which session it is.</summary>
public static class ProcessSteps
{
    private const int PathMaxBytes = 4096;
    private const int TIOCSCTTY = 0x540E;
    private const int PR_SET_PDEATHSIG = 1;
    private const int PR_SET_DUMPABLE = 4;
    private const int SIGKILL = 9;

    /// <summary>Adds setsid(2). Being a session's leader already is no error.</summary>
    public static void StartSession(this SyscallProgram program)
    {
        program.Add("setsid", SyscallNumber.SYS_setsid);
        program.LastIs(StepKind.MayFail);
    }

    /// <summary>Adds ioctl TIOCSCTTY: the terminal becomes the session's controlling one.</summary>
    public static void TakeTerminal(this SyscallProgram program, FileDescriptor terminal) =>
        program.Add("ioctl TIOCSCTTY", SyscallNumber.SYS_ioctl, terminal.Number, TIOCSCTTY);

    /// <summary>Adds chdir(2).</summary>
    public static void ChangeDirectory(this SyscallProgram program, string path) =>
        program.Add($"chdir {path}", SyscallNumber.SYS_chdir, program.Memory.Text(path));

    /// <summary>Adds a first attempt at chdir(2), with rights that are about to go: for directories that only they may enter.</summary>
    public static void TryChangeDirectory(this SyscallProgram program, string path)
    {
        program.ChangeDirectory(path);
        program.LastIs(StepKind.KeepOutcome);
    }

    /// <summary>Adds the second attempt, without them. It may fail only where the first one did not.</summary>
    public static void ChangeDirectoryAgain(this SyscallProgram program, string path)
    {
        program.ChangeDirectory(path);
        program.LastIs(StepKind.FailUnlessEither);
    }

    /// <summary>Adds chroot(2), and a change to the new root.</summary>
    public static void ChangeRoot(this SyscallProgram program, string path)
    {
        program.Add($"chroot {path}", SyscallNumber.SYS_chroot, program.Memory.Text(path));
        program.ChangeDirectory("/");
    }

    /// <summary>
    /// Adds a check that the working directory is below the root: one that was reached through a descriptor of the host
    /// is not (CVE-2024-21626); getcwd(2).
    /// </summary>
    public static void RequireReachableDirectory(this SyscallProgram program, string path)
    {
        program.Add(
            $"the working directory {path} is outside of the root: getcwd",
            SyscallNumber.SYS_getcwd,
            program.Memory.Allocate(PathMaxBytes),
            PathMaxBytes);
        program.LastIs(StepKind.FailUnlessReachable);
    }

    /// <summary>Adds prctl PR_SET_DUMPABLE 0: nobody without CAP_SYS_PTRACE in the namespace that the program was executed in may trace the process.</summary>
    public static void SetUndumpable(this SyscallProgram program) =>
        program.Add("prctl PR_SET_DUMPABLE", SyscallNumber.SYS_prctl, PR_SET_DUMPABLE, 0);

    /// <summary>
    /// Adds prctl PR_SET_PDEATHSIG: the process is killed when the thread that spawned it ends, which therefore has to
    /// live as long as the process should. Whoever could end before this step is waited for behind it
    /// (<see cref="SyscallProgram.WaitFor"/>).
    /// </summary>
    public static void DieWithParent(this SyscallProgram program) =>
        program.Add("prctl PR_SET_PDEATHSIG", SyscallNumber.SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);

    /// <summary>Adds umask(2).</summary>
    public static void SetUmask(this SyscallProgram program, uint mask) =>
        program.Add("umask", SyscallNumber.SYS_umask, (nint)mask);

    /// <summary>Adds fchown(2) of an open file to a user; a file system that has no owners is passed over.</summary>
    public static void ChangeOwner(this SyscallProgram program, int descriptor, uint user)
    {
        program.Add("fchown", SyscallNumber.SYS_fchown, descriptor, (nint)user, -1);
        program.LastIs(StepKind.MayFail);
    }
}
