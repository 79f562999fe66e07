using System.Runtime.InteropServices;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Native;

// glibc wraps the new mount API only from 2.36 on; the raw calls work with any.
internal static unsafe partial class LibC
{
    /// <summary><c>struct mount_attr</c> of <c>linux/mount.h</c>; mount_setattr(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct MountAttr
    {
        internal ulong attr_set;
        internal ulong attr_clr;
        internal ulong propagation;
        internal ulong userns_fd;
    }

    /// <summary>open_tree(2).</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint open_tree(nint number, nint dirfd, string pathname, nint flags);

    /// <summary>move_mount(2), from one descriptor onto another.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint move_mount(nint number, nint fromFd, string fromPath, nint toFd, string toPath, nint flags);

    /// <summary>fsopen(2).</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint fsopen(nint number, string fsname, nint flags);

    /// <summary>fsconfig(2).</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint fsconfig(nint number, nint fd, nint command, string? key, string? value, nint aux);

    /// <summary>fsmount(2).</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint fsmount(nint number, nint fd, nint flags, nint attributes);

    /// <summary>mount_setattr(2).</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint mount_setattr(nint number, nint dirfd, string pathname, nint flags, MountAttr* attr, nint size);

    /// <summary>mount(2), for what the new API can't do.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mount(string? source, string target, string? type, MountFlags flags, string? data);

    /// <summary>umount2(2).</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int umount2(string target, int flags);

    /// <summary>pivot_root(2), which glibc does not wrap.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint pivot_root(nint number, string newRoot, string putOld);
}
