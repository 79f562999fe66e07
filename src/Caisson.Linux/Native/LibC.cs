using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace Caisson.Linux.Native;

/// <summary>
/// The raw layer: glibc's functions and the kernel's calls under their own names, no logic. One partial file a
/// subject (<c>LibC.Mount.cs</c>, <c>LibC.Process.cs</c>, …); what a caller may use stands in the folders beside.
/// Each returns -1 with errno in <see cref="Marshal.GetLastPInvokeError"/>, unless its comment says otherwise.
/// </summary>
internal static unsafe partial class LibC
{
    /// <summary>close(2).</summary>
    [LibraryImport("libc", SetLastError = true)]
    internal static partial int close(int fd);
}
