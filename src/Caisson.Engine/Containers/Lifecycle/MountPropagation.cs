using Caisson.Engine.Containers.Model;
using Caisson.Linux.Mounts;

namespace Caisson.Engine.Containers.Lifecycle;

/// <summary>Checks that mounts of the host can reach a container that wants them to: a mount that is nobody's peer never has
/// new ones.</summary>
internal static class MountPropagation
{
    private const string Table = "/proc/self/mountinfo";

    /// <summary>Checks a directory of the host.</summary>
    /// <exception cref="EngineException">It is of a mount that does not propagate; with dockerd's words.</exception>
    internal static void Check(MountPoint point)
    {
        if (point.Propagation is "shared" or "rshared" or "slave" or "rslave")
        {
            Check(point, File.ReadLines(Table));
        }
    }

    /// <summary>The same with a table of mounts (proc_pid_mountinfo(5)).</summary>
    internal static void Check(MountPoint point, IEnumerable<string> table)
    {
        // Of mounts in the same place, the last one is seen.
        (string place, string[] peers) = ("", []);
        foreach (string[] fields in table.Select(static l => l.Split(' ')).Where(static f => f.Length > 6))
        {
            string mounted = MountInfo.Unescape(fields[4]);
            bool isAbove = mounted == "/" || point.Source == mounted || point.Source.StartsWith(mounted + "/", StringComparison.Ordinal);
            if (isAbove && mounted.Length >= place.Length)
            {
                (place, peers) = (mounted, [.. fields.Skip(6).TakeWhile(static f => f != "-")]);
            }
        }

        bool isShared = Array.Exists(peers, static p => p.StartsWith("shared:", StringComparison.Ordinal));
        bool isSlave = Array.Exists(peers, static p => p.StartsWith("master:", StringComparison.Ordinal));
        bool wantsPeer = point.Propagation is "shared" or "rshared";
        if (!isShared && (wantsPeer || !isSlave))
        {
            throw new EngineException(
                EngineErrorKind.System,
                $"path {point.Source} is mounted on {place} but it is not a {(wantsPeer ? "shared" : "shared or slave")} mount");
        }
    }
}
