using System.Runtime.InteropServices;
using Caisson.Linux.Descriptors;

namespace Caisson.Linux.Native;

// Extended attributes. The path variants are for descriptors that are mere handles (O_PATH), through procfs.
internal static unsafe partial class LibC
{
    /// <summary>fsetxattr(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fsetxattr(FileDescriptor fd, byte* name, byte* value, nint size, int flags);

    /// <summary>setxattr(2).</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int setxattr(string path, byte* name, byte* value, nint size, int flags);

    /// <summary>fgetxattr(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint fgetxattr(FileDescriptor fd, byte* name, byte* value, nint size);

    /// <summary>getxattr(2).</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint getxattr(string path, byte* name, byte* value, nint size);

    /// <summary>flistxattr(2): names, each ended by a NUL.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint flistxattr(FileDescriptor fd, byte* list, nint size);

    /// <summary>listxattr(2): names, each ended by a NUL.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint listxattr(string path, byte* list, nint size);
}
