using System.Runtime.InteropServices;

namespace Caisson.Linux.Native;

internal static unsafe partial class LibC
{
    private const int PROT_READ_WRITE = 3;
    private const int MAP_SHARED = 0x01;
    private const int MAP_SHARED_ANONYMOUS = 0x21;

    /// <summary>mmap(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial void* mmap(void* address, nint length, int protection, int flags, int fd, nint offset);

    /// <summary>munmap(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int munmap(void* address, nint length);

    /// <summary>Anonymous memory that stays shared with children; mmap(2), MAP_SHARED.</summary>
    internal static void* MapSharedPage(nint length)
    {
        void* page = mmap(null, length, PROT_READ_WRITE, MAP_SHARED_ANONYMOUS, -1, 0);
        LinuxException.Check((nint)page, "mmap");
        return page;
    }

    /// <summary>A file's first bytes as memory that is shared with it; mmap(2), MAP_SHARED.</summary>
    internal static void* MapShared(int fd, nint length) => mmap(null, length, PROT_READ_WRITE, MAP_SHARED, fd, 0);
}
