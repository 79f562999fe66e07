using Caisson.Oci.RuntimeSpec.Json;

namespace Caisson.Oci.RuntimeSpec;

/// <summary>CPU time and CPU sets; config-linux.md §CPU. Times are in microseconds, null means: leave as it
/// is.</summary>
public sealed record CpuResources : ISpecObject
{
    /// <summary>Nothing given.</summary>
    public CpuResources()
    {
    }

    internal CpuResources(ref SpecReader json)
    {
        json.BeginObject();
        while (json.NextProperty(out ReadOnlySpan<char> name))
        {
            switch (name)
            {
                case "shares": Shares = json.ReadUInt64(); break;
                case "quota": Quota = json.ReadInt64(); break;
                case "burst": Burst = json.ReadUInt64(); break;
                case "period": Period = json.ReadUInt64(); break;
                case "realtimeRuntime": RealtimeRuntime = json.ReadInt64(); break;
                case "realtimePeriod": RealtimePeriod = json.ReadUInt64(); break;
                case "cpus": Cpus = json.ReadString(); break;
                case "mems": Mems = json.ReadString(); break;
                case "idle": Idle = json.ReadInt64(); break;
                default: json.Skip(); break;
            }
        }
    }

    /// <summary>The share relative to other cgroups, as cgroup v1 counts it (2 to 262144).</summary>
    public ulong? Shares { get; init; }

    /// <summary>CPU time in each period; -1 means no limit.</summary>
    public long? Quota { get; init; }

    /// <summary>CPU time that may be saved up beyond the quota.</summary>
    public ulong? Burst { get; init; }

    /// <summary>The period.</summary>
    public ulong? Period { get; init; }

    /// <summary>CPU time in each period for real-time processes; cgroup v1 only.</summary>
    public long? RealtimeRuntime { get; init; }

    /// <summary>The period for real-time processes; cgroup v1 only.</summary>
    public ulong? RealtimePeriod { get; init; }

    /// <summary>The CPUs, <c>0-3,7</c>.</summary>
    public string? Cpus { get; init; }

    /// <summary>The memory nodes, <c>0-3,7</c>.</summary>
    public string? Mems { get; init; }

    /// <summary>1 for a cgroup that runs only when nothing else does.</summary>
    public long? Idle { get; init; }

    void ISpecObject.WriteTo(SpecWriter json)
    {
        json.Number("shares", Shares);
        json.Number("quota", Quota);
        json.Number("burst", Burst);
        json.Number("period", Period);
        json.Number("realtimeRuntime", RealtimeRuntime);
        json.Number("realtimePeriod", RealtimePeriod);
        json.Text("cpus", Cpus);
        json.Text("mems", Mems);
        json.Number("idle", Idle);
    }
}
