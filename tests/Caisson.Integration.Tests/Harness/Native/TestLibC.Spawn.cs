using System.Runtime.InteropServices;

namespace Caisson.Integration.Tests.Harness.Native;

/// <summary>posix_spawn(3): starting a program without a copy of this process. Each returns an errno, or 0.</summary>
internal static unsafe partial class TestLibC
{
    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int posix_spawn_file_actions_addopen(byte* actions, int fd, string path, int flags, uint mode);

    [LibraryImport("libc")]
    internal static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int posix_spawn(int* pid, string path, byte* actions, byte* attributes, nint* argv, nint* envp);
}
