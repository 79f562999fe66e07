using System.Runtime.InteropServices;
using Caisson.Linux.Descriptors;

namespace Caisson.Linux.Native;

internal static unsafe partial class LibC
{
    /// <summary>
    /// syscall(2) without a transition of the runtime's garbage collector, for the thread that clones and for the child
    /// that comes out of it: nothing managed happens on the way in or out. Errno stays in <see cref="__errno_location"/>.
    /// </summary>
    [LibraryImport("libc", EntryPoint = "syscall")]
    [SuppressGCTransition]
    internal static partial nint syscall_raw(nint number, nint a0, nint a1, nint a2, nint a3, nint a4, nint a5);

    /// <summary>errno(3): where this thread's errno is.</summary>
    [LibraryImport("libc")]
    [SuppressGCTransition]
    internal static partial int* __errno_location();

    /// <summary>setns(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setns(FileDescriptor fd, int type);

    /// <summary>unshare(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int unshare(int flags);

    /// <summary>pidfd_open(2).</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint pidfd_open(nint number, nint pid, nint flags);

    /// <summary>pidfd_send_signal(2).</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint pidfd_send_signal(nint number, nint pidfd, nint signal, nint info, nint flags);

    /// <summary>pidfd_getfd(2).</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint pidfd_getfd(nint number, nint pidfd, nint fd, nint flags);

    /// <summary>waitid(2). The buffer has 128 bytes, a <c>siginfo_t</c>.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int waitid(int idType, uint id, byte* info, int options);

    /// <summary>kill(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int kill(int pid, int signal);

    /// <summary>execve(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int execve(byte* pathname, byte** argv, byte** envp);

    /// <summary>setsid(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setsid();

    /// <summary>sethostname(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int sethostname(byte* name, nint length);

    /// <summary>setdomainname(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setdomainname(byte* name, nint length);

    /// <summary>close_range(2), raw.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint close_range(nint number, nint first, nint last, nint flags);

    /// <summary>sigaction(2), raw: the kernel's own structure of 32 bytes (handler, flags, restorer, mask).</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint rt_sigaction(nint number, nint signal, ulong* action, ulong* oldAction, nint maskSize);

    /// <summary>getuid(2).</summary>
    [LibraryImport("libc")]
    internal static partial uint geteuid();

    /// <summary>getgid(2).</summary>
    [LibraryImport("libc")]
    internal static partial uint getegid();

    /// <summary>getcwd(2), raw: returns the length with the NUL.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint getcwd(nint number, byte* buffer, nint size);
}
