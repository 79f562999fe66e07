using System.Runtime.InteropServices;

namespace Caisson.Linux.Native;

/// <summary>
/// libseccomp's functions under their own names: it is the table of system calls, of every architecture, that grows with
/// the kernel and with Debian's updates.
/// </summary>
internal static unsafe partial class LibSeccomp
{
    /// <summary>
    /// seccomp_syscall_resolve_name_arch(3): a number; a negative one for a call that the architecture has not or has as
    /// part of another; <c>__NR_SCMP_ERROR</c> (-1) for a name that libseccomp does not know.
    /// </summary>
    [LibraryImport("libseccomp")]
    internal static partial int seccomp_syscall_resolve_name_arch(uint archToken, byte* name);

    /// <summary>seccomp_version(3): <c>struct scmp_version</c>, three unsigned ints.</summary>
    [LibraryImport("libseccomp")]
    internal static partial uint* seccomp_version();
}
