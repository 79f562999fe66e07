using System.Runtime.InteropServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Processes;

/// <summary>
/// What a child does between clone3(2) and execve(2): a list of system calls, with everything that they point to, laid
/// out in native memory before the child exists. The child of a multi-threaded managed process may not run managed
/// code that allocates, locks or waits for another thread, for none of the other threads came along; it can walk a
/// list. Build it, <see cref="Spawn"/> it once, dispose it.
/// </summary>
public sealed unsafe class SyscallProgram : IDisposable
{
    private const int StepsMax = 256;

    private readonly ProgramStep* _steps;
    private readonly SharedPage _shared = new();
    private readonly NativeStrings _memory = new();
    private readonly List<string> _descriptions = [];
    private Pipe? _executed;
    private int _count;

    /// <summary>An empty program.</summary>
    public SyscallProgram() => _steps = (ProgramStep*)NativeMemory.AllocZeroed(StepsMax, (nuint)sizeof(ProgramStep));

    /// <summary>How many steps there are so far.</summary>
    internal int Count => _count;

    /// <summary>Adds setns(2).</summary>
    /// <param name="namespace">A namespace's file or a pidfd; it must stay open until <see cref="Spawn"/>.</param>
    /// <param name="type">Which kinds to join; with a pidfd, several.</param>
    /// <param name="name">What to call it in an error.</param>
    public void JoinNamespace(FileDescriptor @namespace, CloneFlags type, string name) =>
        Add($"setns {name}", SyscallNumber.SYS_setns, @namespace.Number, (nint)type);

    /// <summary>Adds unshare(2).</summary>
    public void Unshare(CloneFlags flags) => Add($"unshare {flags}", SyscallNumber.SYS_unshare, (nint)flags);

    /// <summary>
    /// Adds a second clone3(2) whose child goes on with the program as a child of the same parent (CLONE_PARENT), while
    /// the process so far exits. Needed where a namespace is for children only (pid, time) or must be joined first.
    /// </summary>
    /// <param name="flags">New namespaces.</param>
    public void CloneAgain(CloneFlags flags)
    {
        var args = (CloneArgs*)Allocate(sizeof(CloneArgs));
        args->flags = (ulong)(flags | CloneFlags.CLONE_PARENT | CloneFlags.CLONE_PARENT_SETTID);
        args->parent_tid = (ulong)&_shared.Ptr->ProcessId;
        Add("clone3", SyscallNumber.SYS_clone3, (nint)args, sizeof(CloneArgs));
        LastIs(StepKind.ExitUnlessZero);
    }

    /// <summary>
    /// Adds a wait for one byte from a pipe: the parent writes it when it has done its part. A pipe that was closed
    /// instead ends the child.
    /// </summary>
    public void WaitFor(FileDescriptor pipe)
    {
        Add("wait for the runtime", SyscallNumber.SYS_read, pipe.Number, Allocate(1), 1);
        LastIs(StepKind.FailUnlessOne);
    }

    /// <summary>Adds write(2) of a text that must be taken whole: to a file of procfs or cgroupfs.</summary>
    public void Write(FileDescriptor file, string text, string name)
    {
        nint bytes = _memory.Text(text, out int length);
        Add($"write {name}", SyscallNumber.SYS_write, file.Number, bytes, length);
    }

    /// <summary>Adds open(2), write(2) of a text and close(2), of a path that exists then and there only.</summary>
    public void WriteTo(string path, string text)
    {
        Add($"open {path}", SyscallNumber.SYS_open, _memory.Text(path), (nint)OpenFlags.O_WRONLY);
        LastIs(StepKind.KeepResult);
        nint bytes = _memory.Text(text, out int length);
        Add($"write {path}", SyscallNumber.SYS_write, 0, bytes, length);
        LastIs(StepKind.UseKept);
        Add($"close {path}", SyscallNumber.SYS_close);
        LastIs(StepKind.UseKept);
    }

    /// <summary>Adds close(2): the child gives a descriptor up, the end of a pipe above all that it must not hold open itself.</summary>
    public void Close(FileDescriptor descriptor) => Add("close", SyscallNumber.SYS_close, descriptor.Number);

    /// <summary>Lets the step that was added last fail without ending the child.</summary>
    public void LastMayFail() => LastIs(StepKind.MayFail);

    /// <summary>Adds dup2(2): the program shall have a descriptor under a number of its own.</summary>
    public void Redirect(FileDescriptor from, int to) =>
        Add($"dup2 {to}", SyscallNumber.SYS_dup2, from.Number, to);

    /// <summary>
    /// Adds what closes all descriptors from a number on, but for some, which the program at the end inherits. Before a
    /// process is where others can look into it, it must hold nothing that is not theirs.
    /// </summary>
    /// <param name="first">The first number.</param>
    /// <param name="inherited">Descriptors that stay, and that execve(2) does not close.</param>
    /// <param name="untilExec">Descriptors that later steps need.</param>
    public void CloseAllBut(int first, IReadOnlyList<FileDescriptor> inherited, params ReadOnlySpan<FileDescriptor?> untilExec)
    {
        var kept = new List<int> { Executed.Writer.Number };
        foreach (FileDescriptor descriptor in inherited)
        {
            kept.Add(descriptor.Number);
            Add("fcntl F_SETFD", SyscallNumber.SYS_fcntl, descriptor.Number, Fcntl.F_SETFD, 0);
        }

        foreach (FileDescriptor? descriptor in untilExec)
        {
            if (descriptor is not null)
            {
                kept.Add(descriptor.Number);
            }
        }

        kept.Sort();
        foreach (int number in kept)
        {
            if (number > first)
            {
                Add("close_range", SyscallNumber.SYS_close_range, first, number - 1, 0);
            }

            first = Math.Max(first, number + 1);
        }

        Add("close_range", SyscallNumber.SYS_close_range, first, unchecked((nint)uint.MaxValue), 0);
    }

    /// <summary>Adds execveat(2) of an open file, with a given environment.</summary>
    public void ExecuteFile(FileDescriptor file, IReadOnlyList<string> arguments, IReadOnlyList<string> environment) =>
        Add(
            "execveat",
            SyscallNumber.SYS_execveat,
            file.Number,
            _memory.Text(""),
            _memory.Vector(arguments),
            _memory.Vector(environment),
            (nint)AtFlags.AT_EMPTY_PATH);

    /// <summary>Adds execve(2) of a path.</summary>
    public void Execute(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment) =>
        Add(
            $"exec {path}",
            SyscallNumber.SYS_execveat,
            Fcntl.AT_FDCWD,
            _memory.Text(path),
            _memory.Vector(arguments),
            _memory.Vector(environment),
            0);

    /// <summary>
    /// Clones a child that walks the program. Returns at once; <see cref="Child.WaitForExec"/> tells how it went.
    /// </summary>
    /// <param name="flags">New namespaces, and CLONE_INTO_CGROUP with <paramref name="cgroup"/>.</param>
    /// <param name="cgroup">The directory of a cgroup v2 to start in.</param>
    /// <exception cref="LinuxException">clone3 failed.</exception>
    public Child Spawn(CloneFlags flags, FileDescriptor? cgroup = null) =>
        Cloning.Spawn(this, _steps, _shared, Executed, flags, cgroup);

    /// <summary>Walks the program in the calling thread, which is how a process that is alone changes itself.</summary>
    /// <exception cref="LinuxException">A step failed; the ones before it have happened.</exception>
    public void RunHere()
    {
        Cloning.RunHere(_steps, _count, _shared);
        if (Failure() is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>The result of the step that shares it: a descriptor of the process that walked the program.</summary>
    public int SharedResult => Volatile.Read(ref _shared.Ptr->Result);

    /// <summary>The step that failed, as an error; null where none did.</summary>
    internal LinuxException? Failure()
    {
        int step = Volatile.Read(ref _shared.Ptr->FailedStep);
        return step == 0 ? null : new LinuxException((Errno)_shared.Ptr->Errno, _descriptions[step - 1]);
    }

    // Its writing end closes when the child executes its program, or ends.
    private Pipe Executed => _executed ??= new Pipe();

    /// <summary>What the steps' arguments point to.</summary>
    internal NativeStrings Memory => _memory;

    /// <inheritdoc/>
    public void Dispose()
    {
        _memory.Dispose();
        _executed?.Dispose();
        NativeMemory.Free(_steps);
        _shared.Dispose();
    }

    /// <summary>Adds any call; what an argument points to is in <see cref="Memory"/>.</summary>
    internal void Add(
        string description, SyscallNumber number, nint a0 = 0, nint a1 = 0, nint a2 = 0, nint a3 = 0, nint a4 = 0)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(_count, StepsMax);
        _steps[_count++] = new ProgramStep { Number = (nint)number, A0 = a0, A1 = a1, A2 = a2, A3 = a3, A4 = a4 };
        _descriptions.Add(description);
    }

    /// <summary>Says what becomes of the result of the step that was added last.</summary>
    internal void LastIs(StepKind kind) => _steps[_count - 1].Kind = kind;

    /// <summary>Memory of zeros that lives as long as the program.</summary>
    internal nint Allocate(int sizeBytes) => _memory.Allocate(sizeBytes);
}
