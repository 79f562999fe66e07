using Caisson.Linux.Native;

namespace Caisson.Linux.Randomness;

/// <summary>Random bytes of the kernel's own generator; getrandom(2). Thread: any. Allocates: never.</summary>
public static unsafe class KernelRandom
{
    /// <summary>Fills a buffer. Waits where the machine has only just started and the kernel has no entropy yet.</summary>
    /// <exception cref="LinuxException">ENOSYS: a filter of system calls forbids it.</exception>
    public static void Fill(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint count;
            fixed (byte* start = buffer)
            {
                count = LibC.getrandom(start, buffer.Length, 0);
            }

            if (LibC.WasInterrupted(count))
            {
                continue;
            }

            buffer = buffer[(int)LinuxException.Check(count, "getrandom")..];
        }
    }
}
