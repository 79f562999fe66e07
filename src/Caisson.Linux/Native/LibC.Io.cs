using System.Runtime.InteropServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Native;

internal static unsafe partial class LibC
{
    /// <summary>read(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(FileDescriptor fd, byte* buffer, nint count);

    /// <summary>write(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(FileDescriptor fd, byte* buffer, nint count);

    /// <summary>pread(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint pread(FileDescriptor fd, byte* buffer, nint count, long offset);

    /// <summary>pwrite(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint pwrite(FileDescriptor fd, byte* buffer, nint count, long offset);

    /// <summary>preadv(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint preadv(FileDescriptor fd, IoVec* pieces, int count, long offset);

    /// <summary>pwritev(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint pwritev(FileDescriptor fd, IoVec* pieces, int count, long offset);

    /// <summary>getrandom(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint getrandom(byte* buffer, nint length, uint flags);

    /// <summary>copy_file_range(2); null for an offset means where the file stands.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint copy_file_range(
        FileDescriptor inFd, long* inOffset, FileDescriptor outFd, long* outOffset, nint length, uint flags);

    /// <summary>fcntl(2), for the commands that take a number or nothing.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fcntl(FileDescriptor fd, FcntlCommand command, nint argument);

    /// <summary>ioctl(2), for the requests that take a pointer to a structure.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ioctl(FileDescriptor fd, nuint request, void* argument);

    /// <summary>ioctl(2), for the requests that take a number.</summary>
    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int ioctl_value(FileDescriptor fd, nuint request, nint argument);

    /// <summary>dup3(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int dup3(FileDescriptor oldfd, int newfd, OpenFlags flags);

    /// <summary>pipe2(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int pipe2(int* descriptors, OpenFlags flags);

    /// <summary>sendfile(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint sendfile(FileDescriptor outFd, FileDescriptor inFd, long* offset, nint count);

    /// <summary>memfd_create(2).</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int memfd_create(string name, MemFdFlags flags);

    /// <summary>ftruncate(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ftruncate(FileDescriptor fd, long length);

    /// <summary>Whether the call that just returned was interrupted by a signal, and is to be repeated.</summary>
    internal static bool WasInterrupted(nint result) =>
        result < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EINTR;

    /// <summary>Whether the call that just returned failed because it would have had to wait.</summary>
    internal static bool WouldBlock(nint result) =>
        result < 0 && Marshal.GetLastPInvokeError() == (int)Errno.EAGAIN;
}
