using System.Globalization;

namespace Caisson.Linux.Tests.Support;

/// <summary>The calling thread's line of <c>/proc/thread-self/status</c>: what the kernel says, by another way.</summary>
internal static class ThreadStatus
{
    internal static string Line(string name) => File.ReadLines("/proc/thread-self/status")
        .First(line => line.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..].Trim();

    internal static ulong Mask(string name) => ulong.Parse(Line(name), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
