using System.Runtime.InteropServices;
using Caisson.Linux.Descriptors;

namespace Caisson.Linux.Native;

internal static unsafe partial class LibC
{
    /// <summary>fsync(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fsync(FileDescriptor fd);

    /// <summary>syncfs(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int syncfs(FileDescriptor fd);

    /// <summary>ftruncate(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ftruncate(FileDescriptor fd, nint length);
}
