using System.Buffers.Binary;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Descriptors;

/// <summary>A process, held so that its number can't come to mean another; pidfd_open(2).</summary>
public sealed unsafe class PidFd : FileDescriptor
{
    private const int P_PIDFD = 3;
    private const int WEXITED = 4;
    private const int SignalInfoBytes = 128;

    // Offsets in siginfo_t for SIGCHLD: si_code, si_status.
    private const int CodeOffset = 8;
    private const int StatusOffset = 24;
    private const int CLD_EXITED = 1;

    /// <summary>Takes over a descriptor.</summary>
    public PidFd(int descriptor)
        : base(descriptor)
    {
    }

    /// <summary>A process by its number; null where there is none.</summary>
    public static PidFd? TryOpen(int processId)
    {
        nint fd = LibC.pidfd_open((nint)SyscallNumber.SYS_pidfd_open, processId, 0);
        return fd >= 0 ? new PidFd((int)fd)
            : Files.FileSystem.LastError == Errno.ESRCH ? null
            : throw new LinuxException(Files.FileSystem.LastError, "pidfd_open", processId.ToString());
    }

    /// <summary>Sends a signal; pidfd_send_signal(2).</summary>
    /// <returns>False where the process is gone.</returns>
    public bool Signal(int signal)
    {
        nint result = LibC.pidfd_send_signal((nint)SyscallNumber.SYS_pidfd_send_signal, Number, signal, 0, 0);
        if (result < 0 && Files.FileSystem.LastError == Errno.ESRCH)
        {
            return false;
        }

        LinuxException.Check(result, "kill");
        return true;
    }

    /// <summary>Waits for this child to end; waitid(2).</summary>
    /// <returns>Its exit status, or 128 and the number of the signal that ended it.</returns>
    public int WaitForExit()
    {
        byte* info = stackalloc byte[SignalInfoBytes];
        while (LibC.waitid(P_PIDFD, (uint)Number, info, WEXITED) < 0)
        {
            if (Files.FileSystem.LastError != Errno.EINTR)
            {
                LinuxException.ThrowLast("waitid");
            }
        }

        var bytes = new ReadOnlySpan<byte>(info, SignalInfoBytes);
        int status = BinaryPrimitives.ReadInt32LittleEndian(bytes[StatusOffset..]);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes[CodeOffset..]) == CLD_EXITED ? status : 128 + status;
    }

    /// <summary>A copy of a descriptor of that process; pidfd_getfd(2).</summary>
    public FileDescriptor Duplicate(int descriptor)
    {
        nint fd = LibC.pidfd_getfd((nint)SyscallNumber.SYS_pidfd_getfd, Number, descriptor, 0);
        LinuxException.Check(fd, "pidfd_getfd");
        return new FileDescriptor((int)fd);
    }
}
