using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Descriptors;

/// <summary>
/// Reading, writing and duplicating, for every kind of descriptor. A call that a signal interrupts is repeated.
/// Thread: any; the kernel orders concurrent calls. Allocates: only where stated.
/// </summary>
public static unsafe class DescriptorIo
{
    /// <summary>Reads what there is, at least one byte; read(2).</summary>
    /// <returns>The number of bytes; 0 at the end, or when the buffer is empty.</returns>
    /// <exception cref="LinuxException">EAGAIN on a non-blocking descriptor with nothing to read, EIO, …</exception>
    public static int Read(this FileDescriptor fd, Span<byte> buffer) => fd.Check(ReadOnce(fd, buffer), "read");

    /// <summary>Reads from a non-blocking descriptor.</summary>
    /// <param name="fd">The descriptor.</param>
    /// <param name="buffer">Where to.</param>
    /// <param name="count">The number of bytes; 0 at the end.</param>
    /// <returns>False if there is nothing to read now.</returns>
    /// <exception cref="LinuxException">Any error but EAGAIN.</exception>
    public static bool TryRead(this FileDescriptor fd, Span<byte> buffer, out int count)
    {
        nint result = ReadOnce(fd, buffer);
        if (LibC.WouldBlock(result))
        {
            count = 0;
            return false;
        }

        count = fd.Check(result, "read");
        return true;
    }

    /// <summary>Reads until the buffer is full or the end comes.</summary>
    /// <returns>The number of bytes, less than the buffer's length only at the end.</returns>
    /// <exception cref="LinuxException">A read failed.</exception>
    public static int ReadFully(this FileDescriptor fd, Span<byte> buffer)
    {
        int total = 0;
        while (total < buffer.Length)
        {
            int count = fd.Read(buffer[total..]);
            if (count == 0)
            {
                break;
            }

            total += count;
        }

        return total;
    }

    /// <summary>Reads to the end. Allocates the result and the buffers on the way to it.</summary>
    /// <param name="fd">The descriptor.</param>
    /// <param name="maxBytes">The most that is accepted.</param>
    /// <exception cref="LinuxException">EFBIG if there is more than <paramref name="maxBytes"/>; or a read failed.</exception>
    public static byte[] ReadToEnd(this FileDescriptor fd, int maxBytes)
    {
        byte[] buffer = new byte[Math.Min((long)maxBytes + 1, 4096)];
        int total = 0;
        while (true)
        {
            int count = fd.Read(buffer.AsSpan(total));
            if (count == 0)
            {
                return buffer.AsSpan(0, total).ToArray();
            }

            total += count;
            if (total > maxBytes)
            {
                throw new LinuxException(Errno.EFBIG, $"read more than {maxBytes} bytes from", Describe(fd));
            }

            if (total == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min((long)maxBytes + 1, buffer.Length * 2L));
            }
        }
    }

    /// <summary>Writes what fits, at least one byte; write(2).</summary>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="LinuxException">EAGAIN on a non-blocking descriptor that is full, EPIPE, ENOSPC, …</exception>
    public static int Write(this FileDescriptor fd, ReadOnlySpan<byte> data) => fd.Check(WriteOnce(fd, data), "write");

    /// <summary>Writes to a non-blocking descriptor.</summary>
    /// <param name="fd">The descriptor.</param>
    /// <param name="data">What to write.</param>
    /// <param name="count">The number of bytes written.</param>
    /// <returns>False if nothing can be written now.</returns>
    /// <exception cref="LinuxException">Any error but EAGAIN.</exception>
    public static bool TryWrite(this FileDescriptor fd, ReadOnlySpan<byte> data, out int count)
    {
        nint result = WriteOnce(fd, data);
        if (LibC.WouldBlock(result))
        {
            count = 0;
            return false;
        }

        count = fd.Check(result, "write");
        return true;
    }

    /// <summary>Writes everything, waiting as often as necessary. The descriptor must be a blocking one.</summary>
    /// <exception cref="LinuxException">A write failed; part of the data may have been written.</exception>
    public static void WriteAll(this FileDescriptor fd, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            data = data[fd.Write(data)..];
        }
    }

    /// <summary>A second descriptor, close-on-exec, for the same open file description; F_DUPFD_CLOEXEC.</summary>
    /// <exception cref="LinuxException">EMFILE.</exception>
    public static FileDescriptor Duplicate(this FileDescriptor fd) =>
        new(fd.Check(LibC.fcntl(fd, FcntlCommand.F_DUPFD_CLOEXEC, 0), "fcntl F_DUPFD_CLOEXEC"));

    /// <summary>
    /// Makes <paramref name="target"/> name the same open file description, closing what it named before; dup3(2).
    /// For 0, 1 and 2 ahead of execve(2): unlike every other descriptor, the new one survives it by default.
    /// </summary>
    /// <param name="fd">What to duplicate.</param>
    /// <param name="target">The number to take. If it is <paramref name="fd"/>'s own, only close-on-exec is set.</param>
    /// <param name="closeOnExec">Whether execve(2) closes the new descriptor.</param>
    /// <exception cref="LinuxException">EBADF if the number is beyond RLIMIT_NOFILE.</exception>
    public static void DuplicateTo(this FileDescriptor fd, int target, bool closeOnExec = false)
    {
        if (fd.Number == target)
        {
            fd.SetCloseOnExec(closeOnExec);
            return;
        }

        int result;
        do
        {
            result = LibC.dup3(fd, target, closeOnExec ? OpenFlags.O_CLOEXEC : OpenFlags.O_RDONLY);
        }
        while (LibC.WasInterrupted(result));
        fd.Check(result, "dup3");
    }

    /// <summary>Sets or clears O_NONBLOCK of the open file description: it holds for every duplicate, in every process.</summary>
    /// <exception cref="LinuxException">EPERM, …</exception>
    public static void SetNonBlocking(this FileDescriptor fd, bool nonBlocking)
    {
        var flags = (OpenFlags)fd.Check(LibC.fcntl(fd, FcntlCommand.F_GETFL, 0), "fcntl F_GETFL");
        OpenFlags wanted = nonBlocking ? flags | OpenFlags.O_NONBLOCK : flags & ~OpenFlags.O_NONBLOCK;
        if (wanted != flags)
        {
            fd.Check(LibC.fcntl(fd, FcntlCommand.F_SETFL, (nint)wanted), "fcntl F_SETFL");
        }
    }

    /// <summary>Whether execve(2) closes the descriptor.</summary>
    /// <exception cref="LinuxException">EBADF.</exception>
    public static void SetCloseOnExec(this FileDescriptor fd, bool closeOnExec) =>
        fd.Check(LibC.fcntl(fd, FcntlCommand.F_SETFD, closeOnExec ? Fcntl.FD_CLOEXEC : 0), "fcntl F_SETFD");

    /// <summary>Passes a result through, or raises the error of the P/Invoke on this descriptor that just returned -1.</summary>
    internal static int Check(this FileDescriptor fd, nint result, string call)
    {
        if (result < 0)
        {
            LinuxException.ThrowLast(call, Describe(fd));
        }

        return (int)result;
    }

    private static string Describe(FileDescriptor fd) => $"descriptor {fd.DangerousGetHandle()}";

    private static nint ReadOnce(FileDescriptor fd, Span<byte> buffer)
    {
        nint count;
        fixed (byte* p = buffer)
        {
            do
            {
                count = LibC.read(fd, p, buffer.Length);
            }
            while (LibC.WasInterrupted(count));
        }

        return count;
    }

    private static nint WriteOnce(FileDescriptor fd, ReadOnlySpan<byte> data)
    {
        nint count;
        fixed (byte* p = data)
        {
            do
            {
                count = LibC.write(fd, p, data.Length);
            }
            while (LibC.WasInterrupted(count));
        }

        return count;
    }
}
