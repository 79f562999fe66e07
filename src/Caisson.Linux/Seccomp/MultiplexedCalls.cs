namespace Caisson.Linux.Seccomp;

/// <summary>
/// System calls of x86 that also exist as a case of socketcall(2) or ipc(2), whose first argument then says which.
/// libseccomp gives these a negative number: -100 or -200 minus the case.
/// </summary>
internal static class MultiplexedCalls
{
    private const uint SocketCall = 102;
    private const uint Ipc = 117;

    /// <summary>Takes libseccomp's number apart.</summary>
    /// <param name="pseudoNumber">The negative number.</param>
    /// <param name="multiplexer">The number of socketcall(2) or ipc(2).</param>
    /// <param name="selector">Which case of it.</param>
    /// <returns>False if it is no such number.</returns>
    internal static bool TryResolve(int pseudoNumber, out uint multiplexer, out uint selector)
    {
        (multiplexer, selector) = pseudoNumber switch
        {
            >= -120 and <= -101 => (SocketCall, (uint)-pseudoNumber - 100),
            >= -224 and <= -201 => (Ipc, (uint)-pseudoNumber - 200),
            _ => (0u, 0u),
        };
        return multiplexer != 0;
    }

    /// <summary>The number that the call has of its own since Linux 4.3 and 5.1.</summary>
    /// <param name="pseudoNumber">libseccomp's number.</param>
    /// <returns>The number, or -1 where the only way is the multiplexer; asm/unistd_32.h.</returns>
    internal static int DirectNumber(int pseudoNumber) => pseudoNumber switch
    {
        -101 => 359, // socket
        -102 => 361, // bind
        -103 => 362, // connect
        -104 => 363, // listen
        -106 => 367, // getsockname
        -107 => 368, // getpeername
        -108 => 360, // socketpair
        -111 => 369, // sendto
        -112 => 371, // recvfrom
        -113 => 373, // shutdown
        -114 => 366, // setsockopt
        -115 => 365, // getsockopt
        -116 => 370, // sendmsg
        -117 => 372, // recvmsg
        -118 => 364, // accept4
        -119 => 337, // recvmmsg
        -120 => 345, // sendmmsg
        -202 => 393, // semget
        -203 => 394, // semctl
        -211 => 400, // msgsnd
        -212 => 401, // msgrcv
        -213 => 399, // msgget
        -214 => 402, // msgctl
        -221 => 397, // shmat
        -222 => 398, // shmdt
        -223 => 395, // shmget
        -224 => 396, // shmctl
        _ => -1,
    };
}
