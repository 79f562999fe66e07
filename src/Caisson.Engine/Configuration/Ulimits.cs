using Caisson.Engine.Settings;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Configuration;

/// <summary>Limits of a container's processes.</summary>
internal static class Ulimits
{
    private static readonly Dictionary<string, RlimitType> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["core"] = RlimitType.RLIMIT_CORE,
        ["cpu"] = RlimitType.RLIMIT_CPU,
        ["data"] = RlimitType.RLIMIT_DATA,
        ["fsize"] = RlimitType.RLIMIT_FSIZE,
        ["locks"] = RlimitType.RLIMIT_LOCKS,
        ["memlock"] = RlimitType.RLIMIT_MEMLOCK,
        ["msgqueue"] = RlimitType.RLIMIT_MSGQUEUE,
        ["nice"] = RlimitType.RLIMIT_NICE,
        ["nofile"] = RlimitType.RLIMIT_NOFILE,
        ["nproc"] = RlimitType.RLIMIT_NPROC,
        ["rss"] = RlimitType.RLIMIT_RSS,
        ["rtprio"] = RlimitType.RLIMIT_RTPRIO,
        ["rttime"] = RlimitType.RLIMIT_RTTIME,
        ["sigpending"] = RlimitType.RLIMIT_SIGPENDING,
        ["stack"] = RlimitType.RLIMIT_STACK,
    };

    /// <summary>The limits of a container: its own, and the engine's for what it does not name.</summary>
    internal static ProcessRlimit[]? Of(HostSettings host, IReadOnlyList<Ulimit> defaults)
    {
        IReadOnlyList<Ulimit> own = host.Ulimits ?? [];
        ProcessRlimit[] all =
        [
            .. own.Select(Parse),
            .. defaults.Where(d => !own.Any(o => string.Equals(o.Name, d.Name, StringComparison.OrdinalIgnoreCase))).Select(Parse),
        ];
        return all.Length == 0 ? null : all;
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="EngineException">There is no such limit, or its values contradict each other.</exception>
    internal static ProcessRlimit Parse(Ulimit limit)
    {
        if (!Types.TryGetValue(limit.Name, out RlimitType type))
        {
            throw new EngineException(EngineErrorKind.InvalidParameter, $"invalid ulimit type: {limit.Name}");
        }

        // -1 is RLIM_INFINITY, the highest there is.
        ProcessRlimit parsed = new() { Type = type, Soft = unchecked((ulong)limit.Soft), Hard = unchecked((ulong)limit.Hard) };
        return parsed.Soft <= parsed.Hard
            ? parsed
            : throw new EngineException(
                EngineErrorKind.InvalidParameter, $"ulimit soft limit must be less than or equal to hard limit: {limit.Soft} > {limit.Hard}");
    }
}
