using Caisson.Linux.Descriptors;
using Caisson.Linux.Processes;
using Caisson.Linux.Uapi;

namespace Caisson.Runtime.Units;

/// <summary>
/// A process that does nothing: a scope needs one to be started with, and the container's first process is to be cloned
/// into a cgroup that is there, with its limits. It ends when it is disposed, or when the runtime ends.
/// </summary>
internal sealed class Placeholder : IDisposable
{
    private const int SIGKILL = 9;
    private const int FirstDescriptor = 3;

    private readonly SyscallProgram _program = new();
    private readonly Pipe _end = new();
    private readonly Child _child;

    internal Placeholder()
    {
        _program.SetUndumpable();
        _program.CloseAllBut(FirstDescriptor, [], _end.Reader);
        _program.WaitFor(_end.Reader);
        _child = _program.Spawn(CloneFlags.None);
        _end.Reader.Dispose();
    }

    /// <summary>Its number.</summary>
    internal int ProcessId => _child.ProcessId;

    /// <inheritdoc/>
    public void Dispose()
    {
        // Waited for: as long as it is a process it counts against the cgroup's limit on them.
        _child.Handle.Signal(SIGKILL);
        _child.Handle.WaitForExit();
        _child.Dispose();
        _program.Dispose();
        _end.Dispose();
    }
}
