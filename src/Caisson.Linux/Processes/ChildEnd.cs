using System.Buffers.Binary;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Processes;

/// <summary>The end of a child, or of an orphan that this process adopted as a subreaper; waitid(2).</summary>
/// <param name="ProcessId">Its number, which is free again once <see cref="Reap"/> has returned.</param>
/// <param name="Status">Its exit status, or 128 and the number of the signal that ended it.</param>
public readonly unsafe record struct ChildEnd(int ProcessId, int Status)
{
    private const int P_ALL = 0;
    private const int P_PID = 1;
    private const int WNOHANG = 1;
    private const int WEXITED = 4;
    private const int WNOWAIT = 0x0100_0000;
    private const int CLD_EXITED = 1;
    private const int SignalInfoBytes = 128;

    // Offsets in siginfo_t for SIGCHLD: si_code, si_pid, si_status.
    private const int CodeOffset = 8;
    private const int ProcessOffset = 16;
    private const int StatusOffset = 24;

    /// <summary>Looks for a child that has ended; it stays where it is.</summary>
    /// <returns>Null where none has.</returns>
    public static ChildEnd? TryPeek()
    {
        byte* info = stackalloc byte[SignalInfoBytes];
        new Span<byte>(info, SignalInfoBytes).Clear();
        if (!Wait(P_ALL, 0, info, WEXITED | WNOHANG | WNOWAIT))
        {
            return null;
        }

        var bytes = new ReadOnlySpan<byte>(info, SignalInfoBytes);
        int processId = BinaryPrimitives.ReadInt32LittleEndian(bytes[ProcessOffset..]);
        int status = BinaryPrimitives.ReadInt32LittleEndian(bytes[StatusOffset..]);
        bool exited = BinaryPrimitives.ReadInt32LittleEndian(bytes[CodeOffset..]) == CLD_EXITED;
        return processId == 0 ? null : new ChildEnd(processId, exited ? status : 128 + status);
    }

    /// <summary>Takes its exit status out of the kernel.</summary>
    public void Reap()
    {
        byte* info = stackalloc byte[SignalInfoBytes];
        Wait(P_PID, (uint)ProcessId, info, WEXITED | WNOHANG);
    }

    private static bool Wait(int idType, uint id, byte* info, int options)
    {
        int result;
        do
        {
            result = LibC.waitid(idType, id, info, options);
        }
        while (LibC.WasInterrupted(result));
        return result >= 0 ? true
            : Files.FileSystem.LastError == Errno.ECHILD ? false
            : throw new LinuxException(Files.FileSystem.LastError, "waitid");
    }
}
