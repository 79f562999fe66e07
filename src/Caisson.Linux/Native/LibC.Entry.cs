using System.Runtime.InteropServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Native;

// The same calls as in LibC.File.cs, for names that need not be UTF-8: bytes that end with a NUL.
internal static unsafe partial class LibC
{
    /// <summary>openat2(2), which glibc does not wrap.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint openat2(nint number, nint dirfd, byte* pathname, OpenHow* how, nint size);

    /// <summary>mkdirat(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int mkdirat(int dirfd, byte* pathname, uint mode);

    /// <summary>mknodat(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int mknodat(int dirfd, byte* pathname, uint mode, ulong dev);

    /// <summary>symlinkat(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int symlinkat(byte* target, int newdirfd, byte* linkpath);

    /// <summary>linkat(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int linkat(int olddirfd, byte* oldpath, int newdirfd, byte* newpath, AtFlags flags);

    /// <summary>readlinkat(2). Does not end the text with a NUL.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint readlinkat(int dirfd, byte* pathname, byte* buf, nint bufsiz);

    /// <summary>unlinkat(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int unlinkat(int dirfd, byte* pathname, AtFlags flags);

    /// <summary>renameat2(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int renameat2(int olddirfd, byte* oldpath, int newdirfd, byte* newpath, uint flags);

    /// <summary>fchmodat(2), of glibc: AT_SYMLINK_NOFOLLOW is not supported.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchmodat(int dirfd, byte* pathname, uint mode, int flags);

    /// <summary>fchownat(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchownat(int dirfd, byte* pathname, uint owner, uint group, AtFlags flags);

    /// <summary>fchown(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int fchown(FileDescriptor fd, uint owner, uint group);

    /// <summary>utimensat(2): the times of access and modification.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int utimensat(int dirfd, byte* pathname, TimeSpec* times, AtFlags flags);

    /// <summary>futimens(3), which is utimensat(2) of a descriptor.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int futimens(FileDescriptor fd, TimeSpec* times);

    /// <summary>statx(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int statx(int dirfd, byte* pathname, AtFlags flags, uint mask, Statx* buffer);
}
