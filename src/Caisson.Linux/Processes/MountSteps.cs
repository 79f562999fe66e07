using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Processes;

/// <summary>Steps by which a process with a mount namespace of its own (CLONE_NEWNS) furnishes it. What it mounts goes
/// with the namespace's last process.</summary>
public static class MountSteps
{
    private const ulong MS_NOSUID = 2;
    private const ulong MS_NODEV = 4;
    private const ulong MS_NOEXEC = 8;

    /// <summary>Adds what keeps the namespace's mounts to itself; mount(2) with MS_REC and MS_PRIVATE.</summary>
    public static void IsolateMounts(this SyscallProgram program) => program.Add(
        "make mounts private", SyscallNumber.SYS_mount, 0, program.Memory.Text("/"), 0, (nint)(MountFlags.MS_REC | MountFlags.MS_PRIVATE));

    /// <summary>Adds move_mount(2) of a tree that is attached nowhere.</summary>
    /// <param name="program">The program.</param>
    /// <param name="tree">The tree, which must stay open until the program has been walked.</param>
    /// <param name="path">Where, as a path that nobody else can change.</param>
    public static void Attach(this SyscallProgram program, MountTree tree, string path) => program.Add(
        $"mount on {path}",
        SyscallNumber.SYS_move_mount,
        tree.Number,
        program.Memory.Text(""),
        Fcntl.AT_FDCWD,
        program.Memory.Text(path),
        (nint)MountApi.MOVE_MOUNT_F_EMPTY_PATH);

    /// <summary>Adds a mount of procfs on <c>/proc</c>, which shows the process's own PID namespace.</summary>
    public static void MountProc(this SyscallProgram program)
    {
        nint name = program.Memory.Text("proc");
        program.Add(
            "mount proc", SyscallNumber.SYS_mount, name, program.Memory.Text("/proc"), name, (nint)(MS_NOSUID | MS_NODEV | MS_NOEXEC));
    }
}
