using System.Runtime.InteropServices;

namespace Caisson.Linux.Native;

internal static unsafe partial class LibC
{
    /// <summary>capget(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int capget(uint* header, uint* data);

    /// <summary>capset(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int capset(uint* header, uint* data);

    /// <summary>prctl(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int prctl(int option, nint arg2, nint arg3, nint arg4, nint arg5);

    /// <summary>setresuid(2) and setresgid(2), raw: glibc's functions change every thread of the process.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint setres_id(nint number, nint real, nint effective, nint saved);

    /// <summary>setgroups(2), raw: glibc's function changes every thread of the process.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint setgroups(nint number, nint size, uint* list);

    /// <summary>getgroups(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getgroups(int size, uint* list);

    /// <summary>getresuid(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getresuid(uint* real, uint* effective, uint* saved);

    /// <summary>getresgid(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getresgid(uint* real, uint* effective, uint* saved);

    /// <summary>umask(2): it can't fail.</summary>
    [LibraryImport("libc")]
    internal static partial uint umask(uint mask);

    /// <summary>personality(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int personality(nuint persona);

    /// <summary>keyctl(2), raw: it is in libkeyutils, not in glibc.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint keyctl(nint number, nint operation, nint arg2, nint arg3, nint arg4, nint arg5);

    /// <summary>seccomp(2), raw: glibc has no function for it.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint seccomp(nint number, nint operation, nint flags, void* arguments);
}
