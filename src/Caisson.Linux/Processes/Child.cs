using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Processes;

/// <summary>A child that walks a <see cref="SyscallProgram"/>.</summary>
public sealed unsafe class Child : IDisposable
{
    private readonly SyscallProgram _program;
    private readonly SharedPage _shared;
    private readonly FileDescriptor _executed;
    private PidFd _handle;

    internal Child(SyscallProgram program, SharedPage shared, int processId, PidFd handle, FileDescriptor executed)
    {
        _program = program;
        _shared = shared;
        _handle = handle;
        _executed = executed;
        ProcessId = processId;
    }

    /// <summary>The process's number; where the program clones again, the second process's once <see cref="WaitForSecondClone"/> has returned.</summary>
    public int ProcessId { get; private set; }

    /// <summary>The process itself.</summary>
    public PidFd Handle => _handle;

    /// <summary>Whether a step has failed so far.</summary>
    public bool HasFailed => Volatile.Read(ref _shared.Ptr->FailedStep) != 0;

    /// <summary>Waits until the second clone of the program has happened, and turns to its child.</summary>
    /// <exception cref="LinuxException">A step up to there failed.</exception>
    public void WaitForSecondClone()
    {
        PidFd first = _handle;
        int status = first.WaitForExit();
        if (status != 0 || Volatile.Read(ref _shared.Ptr->ProcessId) == 0)
        {
            throw Failure($"exit status {status}");
        }

        ProcessId = _shared.Ptr->ProcessId;
        _handle = PidFd.TryOpen(ProcessId) ?? throw Failure("the process is gone");
        first.Dispose();
    }

    /// <summary>Waits until the child has executed its program.</summary>
    /// <exception cref="LinuxException">A step failed: its call, its object and its errno. The child has ended.</exception>
    public void WaitForExec()
    {
        Span<byte> nothing = stackalloc byte[1];
        _executed.Read(nothing);
        if (HasFailed)
        {
            _handle.WaitForExit();
            throw Failure("the program was not executed");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _handle.Dispose();
        _executed.Dispose();
    }

    private LinuxException Failure(string otherwise) =>
        _program.Failure() ?? new LinuxException(Errno.ECHILD, "clone3", otherwise);
}
