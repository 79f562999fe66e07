using Caisson.Linux;
using Caisson.Linux.Cgroups;

namespace Caisson.Keeping.Server;

/// <summary>A container, with the execs in it.</summary>
internal sealed class KeptContainer : KeptProcess
{
    private static readonly Dictionary<string, KeptExec> None = [];

    private Dictionary<string, KeptExec>? _execs;

    /// <summary>Where the runtime keeps it.</summary>
    internal required string Store { get; init; }

    /// <summary>Whether the kernel ends all of its processes with the first.</summary>
    internal bool HasOwnProcesses { get; set; }

    /// <summary>The directories of its cgroup.</summary>
    internal IReadOnlyDictionary<string, string> CgroupPaths { get; set; } = new Dictionary<string, string>();

    /// <summary>Its execs by their ids.</summary>
    internal IReadOnlyDictionary<string, KeptExec> Execs => _execs ?? None;

    /// <summary>Adds an exec.</summary>
    internal void Add(KeptExec exec) => (_execs ??= new Dictionary<string, KeptExec>(StringComparer.Ordinal)).Add(exec.Id, exec);

    /// <summary>Removes an exec.</summary>
    internal void Remove(KeptExec exec)
    {
        _execs?.Remove(exec.Id);
        _execs = _execs?.Count == 0 ? null : _execs;
    }

    /// <summary>Its first process has ended: ends the others, where the kernel has not.</summary>
    /// <returns>Whether the kernel has ended one for lack of memory.</returns>
    internal bool EndRest()
    {
        try
        {
            using Cgroup cgroup = Cgroup.Open(CgroupPaths);
            if (!HasOwnProcesses)
            {
                cgroup.Kill();
            }

            return cgroup.ReadOomKills() > 0;
        }
        catch (Exception e) when (e is CgroupException or LinuxException)
        {
            // Somebody has removed it, or there is none.
            return false;
        }
    }
}
