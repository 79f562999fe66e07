using System.Runtime.InteropServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Native;

internal static unsafe partial class LibC
{
    /// <summary>socket(2); <paramref name="kind"/> is a <see cref="SocketKind"/> with <see cref="SocketFlags"/>.</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int socket(AddressFamily family, int kind, int protocol);

    /// <summary>socketpair(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int socketpair(AddressFamily family, int kind, int protocol, int* descriptors);

    /// <summary>bind(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int bind(FileDescriptor fd, void* address, uint length);

    /// <summary>connect(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int connect(FileDescriptor fd, void* address, uint length);

    /// <summary>listen(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int listen(FileDescriptor fd, int backlog);

    /// <summary>accept4(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int accept4(FileDescriptor fd, void* address, uint* length, SocketFlags flags);

    /// <summary>shutdown(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int shutdown(FileDescriptor fd, SocketShutdown how);

    /// <summary>sendmsg(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint sendmsg(FileDescriptor fd, MsgHdr* message, MessageFlags flags);

    /// <summary>recvmsg(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint recvmsg(FileDescriptor fd, MsgHdr* message, MessageFlags flags);

    /// <summary>getsockopt(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int getsockopt(FileDescriptor fd, int level, int name, void* value, uint* length);

    /// <summary>setsockopt(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int setsockopt(FileDescriptor fd, int level, int name, void* value, uint length);
}
