using System.Globalization;

namespace Caisson.Runtime.Programs;

/// <summary>Sockets that a service manager passed to the runtime for the container; sd_listen_fds(3).</summary>
internal static class ListenDescriptors
{
    /// <summary>How many there are, from 3 on; <c>$LISTEN_FDS</c>.</summary>
    internal static int Count() =>
        int.TryParse(Environment.GetEnvironmentVariable("LISTEN_FDS"), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            ? count
            : 0;

    /// <summary>The variables by which the program learns of them. It is the process that they are for, and number 1 in most containers.</summary>
    /// <param name="count">How many there are.</param>
    internal static string[] Variables(int count) =>
        count == 0 ? [] : [string.Create(CultureInfo.InvariantCulture, $"LISTEN_FDS={count}"), "LISTEN_PID=1"];
}
