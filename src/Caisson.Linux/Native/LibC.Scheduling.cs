using System.Runtime.InteropServices;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Native;

internal static unsafe partial class LibC
{
    /// <summary>prlimit(2); null for what is not wanted.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int prlimit64(int pid, int resource, Rlimit64* newLimit, Rlimit64* oldLimit);

    /// <summary>sched_setattr(2), raw: glibc has had a function only since 2.41.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint sched_setattr(nint number, nint pid, SchedAttr* attributes, nint flags);

    /// <summary>sched_getattr(2), raw, as <see cref="sched_setattr"/>.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint sched_getattr(nint number, nint pid, SchedAttr* attributes, nint size, nint flags);

    /// <summary>sched_setaffinity(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int sched_setaffinity(int pid, nint sizeBytes, byte* mask);

    /// <summary>sched_getaffinity(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int sched_getaffinity(int pid, nint sizeBytes, byte* mask);

    /// <summary>ioprio_set(2), raw: glibc has no function for it.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint ioprio_set(nint number, nint which, nint who, nint priority);

    /// <summary>ioprio_get(2), raw: glibc has no function for it.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint ioprio_get(nint number, nint which, nint who);
}
