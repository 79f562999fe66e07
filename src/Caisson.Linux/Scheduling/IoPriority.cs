using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Scheduling;

/// <summary>Who comes first at the disk; ioprio_set(2).</summary>
/// <param name="Class">The class.</param>
/// <param name="Level">Within it, 0 (first) to 7; 0 for IOPRIO_CLASS_IDLE.</param>
public readonly record struct IoPriority(IoprioClass Class, int Level)
{
    private const int WhoProcess = 1;
    private const int ClassShift = 13;

    /// <summary>The class with a name as in ioprio_set(2): <c>IOPRIO_CLASS_BE</c>.</summary>
    /// <returns>False if there is no such class, IOPRIO_CLASS_NONE included: it can't be asked for.</returns>
    public static bool TryParseClass(string name, out IoprioClass ioClass)
    {
        ioClass = name switch
        {
            "IOPRIO_CLASS_RT" => IoprioClass.IOPRIO_CLASS_RT,
            "IOPRIO_CLASS_BE" => IoprioClass.IOPRIO_CLASS_BE,
            "IOPRIO_CLASS_IDLE" => IoprioClass.IOPRIO_CLASS_IDLE,
            _ => IoprioClass.IOPRIO_CLASS_NONE,
        };
        return ioClass != IoprioClass.IOPRIO_CLASS_NONE;
    }

    /// <summary>The priority of a thread.</summary>
    /// <param name="threadId">A thread; 0 for the caller.</param>
    public static IoPriority Get(int threadId)
    {
        int value = (int)LinuxException.Check(
            LibC.ioprio_get((nint)SyscallNumber.SYS_ioprio_get, WhoProcess, threadId), "ioprio_get");
        return new IoPriority((IoprioClass)(value >> ClassShift & 7), value & 7);
    }

    /// <summary>Gives a thread this priority.</summary>
    /// <param name="threadId">A thread; 0 for the caller.</param>
    /// <exception cref="LinuxException">
    /// EPERM: IOPRIO_CLASS_RT needs CAP_SYS_ADMIN or CAP_SYS_NICE; EINVAL: no such class or level.
    /// </exception>
    public void ApplyTo(int threadId)
    {
        if (Level is < 0 or > 7)
        {
            throw new ArgumentOutOfRangeException(
                nameof(threadId), Level, "an I/O priority must be between 0 and 7");
        }

        if (LibC.ioprio_set(
            (nint)SyscallNumber.SYS_ioprio_set, WhoProcess, threadId, (int)Class << ClassShift | Level) < 0)
        {
            LinuxException.ThrowLast("ioprio_set", $"{Class} {Level}");
        }
    }
}
