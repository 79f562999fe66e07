namespace Caisson.Integration.Tests.Harness.Host;

/// <summary>
/// What a runtime can leave behind on a host, each as a line that names it. Mounts, processes and files that carry no
/// mark of this run and lie where other programs keep theirs do not count.
/// </summary>
public sealed class HostState
{
    // Other programs mount here while the tests run.
    private static readonly string[] OthersMounts = ["/tmp/", "/var/", "/run/", "/mnt/", "/media/", "/home/"];

    // Others may test how deep a hierarchy can be; nothing here goes that deep.
    private const int MaxCgroupDepth = 8;

    // Where a runtime keeps state unless it is told otherwise.
    private static readonly string[] StateFolders = ["/run/caisson", "/run/runc", "/run/caisson-runtime", "/dev/shm"];

    private readonly HashSet<string> _lines;

    private HostState(HashSet<string> lines) => _lines = lines;

    /// <summary>Looks at the host.</summary>
    public static HostState Take() => new(
    [
        .. Mounts(), .. Cgroups().Select(c => "cgroup " + c), .. HostProcesses.OfThisRun().Select(p => "process " + p),
        .. Descriptors(), .. Links(), .. Tables(), .. StateFiles(),
    ]);

    /// <summary>What is there now and was not there before.</summary>
    /// <param name="before">The earlier look.</param>
    public string[] Since(HostState before) => [.. _lines.Except(before._lines).Order(StringComparer.Ordinal)];

    /// <summary>The mount points below the run's folder, deepest last.</summary>
    public static IEnumerable<string> MountPointsOfThisRun() =>
        MountInfo().Select(f => f[4]).Where(p => p.Contains(TestRun.Marker, StringComparison.Ordinal));

    /// <summary>The run's cgroups in all hierarchies, parents first.</summary>
    public static IEnumerable<string> Cgroups()
    {
        var hierarchies = MountInfo()
            .Where(f => f[Array.IndexOf(f, "-") + 1].StartsWith("cgroup", StringComparison.Ordinal))
            .Select(f => f[4])
            .Where(p => p.StartsWith("/sys/fs/cgroup", StringComparison.Ordinal));
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            MaxRecursionDepth = MaxCgroupDepth,
        };
        return hierarchies
            .SelectMany(h => Directory.EnumerateDirectories(h, "*", options))
            .Where(d => d.Contains(TestRun.Marker, StringComparison.Ordinal))
            .Distinct();
    }

    private static IEnumerable<string[]> MountInfo() =>
        File.ReadAllLines("/proc/self/mountinfo").Select(l => l.Split(' '));

    private static IEnumerable<string> Mounts()
    {
        foreach (string[] fields in MountInfo())
        {
            int separator = Array.IndexOf(fields, "-");
            string line = $"mount {fields[4]} ({fields[separator + 1]} {fields[separator + 2]} {fields[3]})";
            bool isOthers = OthersMounts.Any(p => fields[4].StartsWith(p, StringComparison.Ordinal));
            if (!isOthers || line.Contains(TestRun.Marker, StringComparison.Ordinal))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> Links() =>
        Directory.EnumerateFileSystemEntries("/sys/class/net").Select(l => "network link " + Path.GetFileName(l));

    // Of the host's network; where the tests run in one of their own, what an engine has made there goes with it.
    private static IEnumerable<string> Tables() =>
        Environment.IsPrivilegedProcess && !Engines.OwnNetwork.IsOfThisProcess && Executables.Find("nft") is { } nft
            ? Command.Run(nft, "list", "tables").Lines.Select(t => "nftables " + t)
            : [];

    private static IEnumerable<string> StateFiles() =>
        StateFolders.Where(Directory.Exists).SelectMany(Directory.EnumerateFileSystemEntries)
            .Where(f => f.Contains(TestRun.Marker, StringComparison.Ordinal))
            .Select(f => "file " + f);

    // Numbers of sockets and pipes change as the runtime of .NET opens and closes its own; files and pids do not.
    private static IEnumerable<string> Descriptors() =>
        Directory.EnumerateFiles("/proc/self/fd")
            .Select(d => TryReadLink(d) ?? "")
            .Where(t => t.Contains(TestRun.Marker, StringComparison.Ordinal) || t.Contains("[pidfd]", StringComparison.Ordinal))
            .Select(t => "descriptor of " + t);

    private static string? TryReadLink(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
