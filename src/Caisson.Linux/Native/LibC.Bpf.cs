using System.Runtime.InteropServices;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Native;

internal static unsafe partial class LibC
{
    /// <summary>bpf(2), which glibc does not wrap.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint bpf(nint number, BpfCommand command, void* attributes, nint size);
}
