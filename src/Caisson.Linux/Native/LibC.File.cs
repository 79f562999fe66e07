using System.Runtime.InteropServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Native;

internal static unsafe partial class LibC
{
    /// <summary>openat(2).</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int openat(int dirfd, string pathname, OpenFlags flags, uint mode);

    /// <summary><c>struct open_how</c>; openat2(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct OpenHow
    {
        internal ulong flags;
        internal ulong mode;
        internal ulong resolve;
    }

    /// <summary>openat2(2), which glibc does not wrap.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint openat2(nint number, nint dirfd, string pathname, OpenHow* how, nint size);

    /// <summary>mkdirat(2).</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mkdirat(int dirfd, string pathname, uint mode);

    /// <summary>mknodat(2).</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mknodat(int dirfd, string pathname, uint mode, ulong dev);

    /// <summary>symlinkat(2).</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int symlinkat(string target, int newdirfd, string linkpath);

    /// <summary>readlinkat(2). Does not end the text with a NUL.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint readlinkat(int dirfd, string pathname, byte* buf, nint bufsiz);

    /// <summary>unlinkat(2).</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int unlinkat(int dirfd, string pathname, AtFlags flags);

    /// <summary>renameat(2).</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int renameat(int olddirfd, string oldpath, int newdirfd, string newpath);

    /// <summary>fchmod(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchmod(FileDescriptor fd, uint mode);

    /// <summary>fchmodat(2), of glibc: AT_SYMLINK_NOFOLLOW is not supported.</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int fchmodat(int dirfd, string pathname, uint mode, int flags);

    /// <summary>fchownat(2).</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int fchownat(int dirfd, string pathname, uint owner, uint group, AtFlags flags);

    /// <summary>flock(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int flock(FileDescriptor fd, int operation);

    /// <summary>faccessat(2).</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int faccessat(int dirfd, string pathname, int mode, int flags);

    /// <summary>statx(2).</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int statx(int dirfd, string pathname, AtFlags flags, uint mask, Statx* buffer);

    /// <summary>fstatfs(2). The buffer has 120 bytes, of which the first 8 are <c>f_type</c> and the 8 at 80 <c>f_flags</c>.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fstatfs(FileDescriptor fd, long* buffer);

    /// <summary>getdents64(2), raw: the directory's entries as the kernel packs them.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint getdents64(nint number, nint fd, byte* buffer, nint size);

    /// <summary>lseek(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint lseek(FileDescriptor fd, nint offset, int whence);

    /// <summary>chdir(2).</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int chdir(string path);

    /// <summary>fchdir(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchdir(FileDescriptor fd);

    /// <summary>chroot(2).</summary>
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int chroot(string path);
}
