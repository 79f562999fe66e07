using System.Runtime.InteropServices;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Native;

internal static unsafe partial class LibC
{
    /// <summary>read(2), of a descriptor that lives no longer than the method that opened it.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(int fd, byte* buffer, nint count);

    /// <summary>write(2), of a descriptor that lives no longer than the method that opened it.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(int fd, byte* buffer, nint count);

    /// <summary>statfs(2). The buffer has 120 bytes, of which the first 8 are <c>f_type</c>.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int statfs(string path, long* buffer);

    /// <summary>nanosleep(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int nanosleep(TimeSpec* request, TimeSpec* remaining);
}
