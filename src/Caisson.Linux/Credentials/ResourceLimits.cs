using System.Runtime.InteropServices;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Credentials;

/// <summary>A limit: what holds now, and how far an ordinary process may raise that. Units: see <see cref="Rlimit"/>.</summary>
/// <param name="Soft">At most <paramref name="Hard"/>.</param>
/// <param name="Hard">Only CAP_SYS_RESOURCE raises it.</param>
public readonly record struct ResourceLimit(ulong Soft, ulong Hard)
{
    /// <summary>No limit: RLIM_INFINITY.</summary>
    public const ulong Unlimited = ulong.MaxValue;
}

/// <summary>Limits of a process; prlimit(2).</summary>
public static unsafe class ResourceLimits
{
    /// <summary>The limit with a name as in getrlimit(2): <c>RLIMIT_NOFILE</c>.</summary>
    /// <returns>False if there is no such limit.</returns>
    public static bool TryParse(string name, out Rlimit resource)
    {
        int number = name switch
        {
            "RLIMIT_CPU" => 0,
            "RLIMIT_FSIZE" => 1,
            "RLIMIT_DATA" => 2,
            "RLIMIT_STACK" => 3,
            "RLIMIT_CORE" => 4,
            "RLIMIT_RSS" => 5,
            "RLIMIT_NPROC" => 6,
            "RLIMIT_NOFILE" => 7,
            "RLIMIT_MEMLOCK" => 8,
            "RLIMIT_AS" => 9,
            "RLIMIT_LOCKS" => 10,
            "RLIMIT_SIGPENDING" => 11,
            "RLIMIT_MSGQUEUE" => 12,
            "RLIMIT_NICE" => 13,
            "RLIMIT_RTPRIO" => 14,
            "RLIMIT_RTTIME" => 15,
            _ => -1,
        };
        resource = (Rlimit)number;
        return number >= 0;
    }

    /// <summary>Reads a limit.</summary>
    /// <param name="pid">A process; 0 for the caller's.</param>
    /// <param name="resource">Which.</param>
    public static ResourceLimit Get(int pid, Rlimit resource)
    {
        Rlimit64 limit;
        if (LibC.prlimit64(pid, (int)resource, null, &limit) < 0)
        {
            LinuxException.ThrowLast($"prlimit {resource}", Target(pid));
        }

        return new ResourceLimit(limit.rlim_cur, limit.rlim_max);
    }

    /// <summary>Sets a limit.</summary>
    /// <param name="pid">A process; 0 for the caller's.</param>
    /// <param name="resource">Which.</param>
    /// <param name="limit">The new values.</param>
    /// <exception cref="LinuxException">
    /// EPERM: the hard limit would rise and CAP_SYS_RESOURCE is missing; EINVAL: the soft limit is above the hard one.
    /// </exception>
    public static void Set(int pid, Rlimit resource, ResourceLimit limit)
    {
        Errno errno = TrySet(pid, resource, limit);
        if (errno != Errno.None)
        {
            throw new LinuxException(
                errno, $"prlimit {resource} to soft {limit.Soft}, hard {limit.Hard}", Target(pid));
        }
    }

    /// <summary>Sets a limit, for a caller who knows what to do about EPERM. See <see cref="Set"/>.</summary>
    /// <returns><see cref="Errno.None"/>, or the error.</returns>
    public static Errno TrySet(int pid, Rlimit resource, ResourceLimit limit)
    {
        Rlimit64 value = new() { rlim_cur = limit.Soft, rlim_max = limit.Hard };
        return LibC.prlimit64(pid, (int)resource, &value, null) < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
    }

    private static string? Target(int pid) => pid == 0 ? null : string.Create(null, $"of process {pid}");
}
