using System.Globalization;
using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Durability;

/// <summary>Everything that an engine can leave behind on its host, as lines that can be compared with a later look.</summary>
public sealed class EngineFootprint
{
    private readonly string[] _lines;

    private EngineFootprint(string[] lines, IReadOnlyDictionary<string, int> descriptors)
    {
        _lines = lines;
        Descriptors = descriptors;
    }

    /// <summary>Open descriptors of the engine's processes, by the names of their programs.</summary>
    public IReadOnlyDictionary<string, int> Descriptors { get; }

    /// <summary>Looks at the host.</summary>
    /// <param name="engine">The engine, running.</param>
    public static EngineFootprint Take(EngineUnderTest engine)
    {
        string[] folders = [Path.Combine(engine.DataRoot, "containers"), Path.Combine(engine.DataRoot, "runs"), Path.Combine(engine.ExecRoot, "containers")];
        string[] lines =
        [
            .. engine.Docker("ps", "--all", "--quiet", "--no-trunc").Succeeded().Lines.Select(c => "container " + c),
            .. engine.Docker("images", "--all", "--quiet", "--no-trunc").Succeeded().Lines.Select(i => "image " + i),
            .. engine.Docker("volume", "ls", "--quiet").Succeeded().Lines.Select(v => "volume " + v),
            .. engine.Docker("network", "ls", "--quiet", "--no-trunc").Succeeded().Lines.Select(n => "network " + n),
            .. HostState.MountPointsOfThisRun().Where(m => m.StartsWith(engine.Folder + "/", StringComparison.Ordinal)).Select(m => "mount " + m),
            .. HostState.Cgroups().Where(c => c.Contains(engine.CgroupParent, StringComparison.Ordinal)).Select(c => "cgroup " + c),
            .. Links(engine).Select(l => "link " + l),
            .. Rules(engine).Select(r => "rule " + r),
            .. folders.Where(Directory.Exists).SelectMany(Directory.EnumerateFileSystemEntries).Select(f => "file " + f),
            .. ContainerProcesses(engine).Select(p => "process " + HostProcesses.CommandLine(p)),
        ];
        return new EngineFootprint([.. lines.Distinct()], CountDescriptors(engine));
    }

    /// <summary>What is there now and was not there before.</summary>
    /// <param name="before">The earlier look.</param>
    public string[] Since(EngineFootprint before) => [.. _lines.Except(before._lines, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The processes in the cgroups of an engine's containers and builds.</summary>
    /// <param name="engine">The engine.</param>
    public static IEnumerable<int> ContainerProcesses(EngineUnderTest engine) => HostState.Cgroups()
        .Where(c => c.Contains(engine.CgroupParent, StringComparison.Ordinal))
        .SelectMany(ProcessesOf)
        .Distinct();

    /// <summary>Memory that a process has written, in bytes: heaps and stacks. Not the files that it has mapped, of which it has the more
    /// the fewer others do.</summary>
    /// <param name="pid">The process.</param>
    public static long OwnBytes(int pid) => 1024 * long.Parse(
        File.ReadLines($"/proc/{pid}/smaps_rollup").Single(l => l.StartsWith("Anonymous:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);

    // /sys shows the network namespace that it was mounted in, the kernel's own messages the one that is asked.
    private static IEnumerable<string> Links(EngineUnderTest engine) =>
        engine.Network.Run("ip", "-o", "link").Succeeded().Lines.Select(l => l.Split(": ")[1]);

    // Without counters, which count what went by.
    private static IEnumerable<string> Rules(EngineUnderTest engine) => engine.Network.Run("nft", "--stateless", "list", "ruleset").Lines
        .SelectMany(l => l.Split(','))
        .Select(l => l.Trim());

    private static IEnumerable<int> ProcessesOf(string cgroup)
    {
        try
        {
            return [.. File.ReadAllLines(Path.Combine(cgroup, "cgroup.procs")).Select(l => int.Parse(l, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static Dictionary<string, int> CountDescriptors(EngineUnderTest engine) => engine.Processes()
        .GroupBy(p => File.ReadAllText($"/proc/{p}/comm").Trim())
        .ToDictionary(g => g.Key, g => g.Sum(p => Directory.EnumerateFileSystemEntries($"/proc/{p}/fd").Count()));
}
