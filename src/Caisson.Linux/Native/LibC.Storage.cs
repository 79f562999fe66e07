using System.Runtime.InteropServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Native;

internal static unsafe partial class LibC
{
    /// <summary>fsync(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fsync(FileDescriptor fd);

    /// <summary>fdatasync(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fdatasync(FileDescriptor fd);

    /// <summary>fallocate(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fallocate(FileDescriptor fd, FallocateFlags mode, long offset, long length);

    /// <summary>syncfs(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int syncfs(FileDescriptor fd);

    /// <summary>ftruncate(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ftruncate(FileDescriptor fd, nint length);
}
