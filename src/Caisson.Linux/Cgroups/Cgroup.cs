using Caisson.Linux.Cgroups.Controllers;
using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.Cgroups.Statistics;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups;

/// <summary>
/// A cgroup: one directory in each hierarchy of the host, whichever versions these are. Thread: one at a time.
/// </summary>
/// <remarks>
/// It holds handles on its directories, close-on-exec, until it is disposed; disposing removes nothing. See the
/// folder's README for the order of calls.
/// </remarks>
public sealed class Cgroup : IDisposable
{
    private static readonly TimeSpan FreezePatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RemovePatience = TimeSpan.FromSeconds(2);

    private readonly CgroupBranch[] _branches;

    internal Cgroup(CgroupBranch[] branches, bool existed)
    {
        _branches = branches;
        Existed = existed;
    }

    /// <summary>
    /// The directories, by the names of their controllers (version 1; <c>name=systemd</c> too) and by the empty name
    /// (version 2): what <see cref="Open"/> takes.
    /// </summary>
    public IReadOnlyDictionary<string, string> Paths
    {
        get
        {
            var paths = new Dictionary<string, string>();
            foreach (CgroupBranch branch in _branches)
            {
                foreach (string name in branch.Names)
                {
                    paths[name] = branch.Path;
                }
            }

            return paths;
        }
    }

    /// <summary>
    /// Whether <see cref="Create"/> found it there: left behind, or somebody else's. <see cref="Processes"/> tells
    /// whether it is in use.
    /// </summary>
    public bool Existed { get; }

    /// <summary>
    /// Whether it was frozen by <see cref="Freeze"/> (not by a cgroup above it). False if it has gone.
    /// </summary>
    public bool IsFrozen => Freezer is { } freezer && CgroupFreezer.IsFrozen(freezer);

    /// <summary>Whether the directory that lists its processes is still there.</summary>
    public bool Exists
    {
        get
        {
            if (_branches.Length == 0)
            {
                return false;
            }

            // A handle that is open already would outlive the directory.
            using CgroupDirectory? directory = CgroupDirectory.TryOpen(Main.Path, Main.Version, out _);
            return directory is not null;
        }
    }

    /// <summary>
    /// Version 2: whether it hands controllers to cgroups below it, so that no process can be put into it itself.
    /// </summary>
    public bool HandsControllersDown =>
        Unified?.TryDirectory()?.TryRead("cgroup.subtree_control", out _) is { } controllers && !string.IsNullOrWhiteSpace(controllers);

    // runc takes version 1's devices hierarchy for the one that tells.
    private CgroupBranch Main => Array.Find(_branches, static b => b.Version == CgroupVersion.V1 && b.Has("devices"))
        ?? (_branches.Length > 0
            ? _branches[0]
            : throw new CgroupException("cgroup: the container has no cgroup: none could be made"));

    private CgroupBranch? Unified => Array.Find(_branches, static b => b.Version == CgroupVersion.V2);

    private CgroupBranch? Freezer =>
        Array.Find(_branches, static b => b.Version == CgroupVersion.V1 && b.Has("freezer")) ?? Unified;

    /// <summary>
    /// Makes a cgroup, with the parents it lacks, in every hierarchy; hands controllers down to it (version 2) or gives
    /// it CPUs and memory nodes (version 1). Whatever this call made is removed again if it fails.
    /// </summary>
    /// <param name="host">The host's hierarchies.</param>
    /// <param name="path">
    /// Where. <c>/a/b</c> counts from the roots of the hierarchies. <c>a/b</c> is below the caller's own cgroup; on a
    /// host with version 2 alone, beside it. <c>..</c> cannot lead out.
    /// </param>
    /// <param name="options">More.</param>
    /// <exception cref="CgroupException">
    /// The path names no cgroup of its own; it exists and is frozen; no cgroup file system is mounted.
    /// </exception>
    /// <exception cref="LinuxException">A directory or file could not be made or written.</exception>
    public static Cgroup Create(CgroupHost host, string path, CgroupCreateOptions options = default)
    {
        using CgroupDraft draft = CgroupDraft.Begin(host, path, options);
        return draft.Finish();
    }

    /// <summary>Takes what there is of a cgroup, in whichever hierarchies, and makes nothing.</summary>
    /// <param name="host">The host's hierarchies.</param>
    /// <param name="path">As for <see cref="Create"/>.</param>
    /// <returns>Null if it is in none of them.</returns>
    /// <exception cref="CgroupException">The path names no cgroup of its own.</exception>
    public static Cgroup? Find(CgroupHost host, string path) =>
        CgroupDraft.Find(host, path) is { Count: > 0 } branches ? new Cgroup([.. branches], existed: true) : null;

    /// <summary>Takes a cgroup that was made before, by its <see cref="Paths"/>. Touches no file yet.</summary>
    /// <exception cref="CgroupException">A path is not absolute and clean.</exception>
    public static Cgroup Open(IReadOnlyDictionary<string, string> paths)
    {
        var branches = new List<CgroupBranch>();
        foreach ((string name, string path) in paths)
        {
            if (!path.StartsWith('/') || path.EndsWith('/') || path.Contains("/../") || path.Contains("/./")
                || path.EndsWith("/..", StringComparison.Ordinal) || path.Contains("//") || path.Contains('\0'))
            {
                throw new CgroupException($"cgroup: \"{path}\" is no absolute path of a cgroup");
            }

            CgroupVersion version = name.Length == 0 ? CgroupVersion.V2 : CgroupVersion.V1;
            int same = branches.FindIndex(b => b.Path == path);
            branches.Add(same < 0
                ? new CgroupBranch(version, [name], path)
                : new CgroupBranch(version, [.. branches[same].Names, name], path));
            if (same >= 0)
            {
                branches.RemoveAt(same);
            }
        }

        return new Cgroup([.. branches], existed: true);
    }

    /// <summary>Writes limits. What is null is left as it is; the order is the one that the kernel accepts.</summary>
    /// <returns>
    /// A warning, one line, for each setting that was asked for and is not to be had here, though runc takes it without
    /// an error: <c>memory.swappiness</c> on version 2, <c>memory.kernel</c>.
    /// </returns>
    /// <exception cref="CgroupException">
    /// A controller is not available; a value is out of range or cannot be expressed.
    /// </exception>
    /// <exception cref="LinuxException">The kernel refused a value. What was written before stays.</exception>
    public IReadOnlyList<string> Apply(CgroupResources resources) => ResourceWriter.Apply(_branches, resources);

    /// <summary>
    /// Moves a process with all its threads. On version 1 this takes the kernel's global lock on all thread groups, and
    /// with it a grace period of RCU (milliseconds): see <see cref="OpenJoinFiles"/>.
    /// </summary>
    /// <exception cref="LinuxException">ESRCH, EBUSY (cgroups below it have controllers), …</exception>
    public void AddProcess(int pid)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pid);
        foreach (CgroupBranch branch in _branches)
        {
            CgroupProcesses.Move(branch, pid);
        }
    }

    /// <summary>
    /// Opens the <c>tasks</c> file of each version 1 hierarchy for writing. A process with one thread that writes
    /// <c>0</c> to each joins the cgroup without that global lock. The caller disposes them.
    /// </summary>
    public FileDescriptor[] OpenJoinFiles()
    {
        var files = new List<FileDescriptor>(_branches.Length);
        try
        {
            foreach (CgroupBranch branch in _branches)
            {
                if (branch.Version == CgroupVersion.V1)
                {
                    files.Add(branch.Directory.OpenFile("tasks", OpenFlags.O_WRONLY));
                }
            }
        }
        catch
        {
            files.ForEach(static f => f.Dispose());
            throw;
        }

        return [.. files];
    }

    /// <summary>
    /// Opens the version 2 directory, for clone3(2) with CLONE_INTO_CGROUP; null if there is none. The caller disposes
    /// it.
    /// </summary>
    public FileDescriptor? OpenDirectory() => Unified?.Directory.OpenBeneath("");

    /// <summary>
    /// Opens the version 2 directory that a process of this cgroup is in: below this one, if that process has made a
    /// tree of its own (a service manager does). A process cannot be put above controllers; this one is at a place
    /// where it can.
    /// </summary>
    /// <param name="member">The process.</param>
    /// <returns>As <see cref="OpenDirectory()"/>; this cgroup itself if the process has gone or is elsewhere.</returns>
    public FileDescriptor? OpenDirectory(int member)
    {
        if (Unified is not { } unified)
        {
            return null;
        }

        string? below = CgroupHost.Detect().Unified is { } hierarchy
            ? CgroupHost.PathBelow(hierarchy, unified.Path, member)
            : null;
        FileDescriptor? found = below is null ? null : unified.Directory.TryOpenBeneath(below, out _);
        return found ?? unified.Directory.OpenBeneath("");
    }

    /// <summary>A cgroup below this one. Touches no file yet.</summary>
    /// <param name="path">Where, from here; <c>..</c> cannot lead out.</param>
    /// <param name="controllers">For which version 1 controllers; null for all. The others stay at this cgroup.</param>
    /// <exception cref="CgroupException">
    /// The path names no cgroup; a controller is not one of this cgroup's.
    /// </exception>
    public Cgroup OpenBelow(string path, IReadOnlyCollection<string>? controllers = null)
    {
        string relative = CgroupPath.Parse(path).Relative;
        var paths = new Dictionary<string, string>(Paths);
        foreach (string controller in controllers ?? [.. paths.Keys])
        {
            paths[controller] = paths.TryGetValue(controller, out string? own)
                ? $"{own}/{relative}"
                : throw new CgroupException($"cgroup: {controller}: the container has no cgroup for this controller");
        }

        return Open(paths);
    }

    /// <summary>Stops every process, and returns once all have stopped.</summary>
    /// <exception cref="CgroupException">
    /// There is no freezer; or it took longer than 10 s, and they were resumed.
    /// </exception>
    public void Freeze() => CgroupFreezer.Freeze(RequireFreezer(), FreezePatience);

    /// <summary>Resumes every process.</summary>
    /// <exception cref="CgroupException">There is no freezer.</exception>
    public void Thaw() => CgroupFreezer.Thaw(RequireFreezer());

    /// <summary>Its processes, as this process's PID namespace numbers them. Empty if it has gone.</summary>
    /// <param name="recursive">Whether with those of the cgroups below it.</param>
    public IReadOnlyList<int> Processes(bool recursive = true) => CgroupProcesses.List(Main, recursive);

    /// <summary>
    /// Sends a signal to every process, in the cgroups below too. They are frozen while it happens, where that is
    /// possible; a cgroup that was frozen before stays frozen, except for SIGKILL.
    /// </summary>
    /// <param name="signal">The signal's number; signal(7).</param>
    public void Signal(int signal) => CgroupProcesses.Signal(Main, Freezer, signal);

    /// <summary>Kills every process, in the cgroups below too. Does not wait for their end.</summary>
    public void Kill()
    {
        if (_branches.Length == 0)
        {
            return;
        }

        bool killed = Unified is { } unified && CgroupProcesses.TryKillTree(unified);
        if (killed && _branches.Length == 1)
        {
            return;
        }

        // Beside version 1's hierarchies, the version 2 cgroup need not hold every process.
        if (!killed || !CgroupProcesses.TryKillRest(Main, Freezer))
        {
            CgroupProcesses.Signal(Main, Freezer, (int)Uapi.Signal.SIGKILL);
        }
    }

    /// <summary>Reads what it uses.</summary>
    /// <exception cref="LinuxException">ENOENT: it has gone.</exception>
    public CgroupStats ReadStats() => StatsReader.Read(_branches);

    /// <summary>How many of its processes were killed for want of memory; null without a memory controller.</summary>
    public ulong? ReadOomKills() =>
        ResourceWriter.Find(_branches, "memory", out _) is not { } memory ? null
        : memory.Version == CgroupVersion.V1 ? MemoryStatsReader.OomKillsV1(memory.Directory)
        : MemoryStatsReader.OomKillsV2(memory.Directory);

    /// <summary>Watches for memory running out. The caller disposes the watch.</summary>
    /// <exception cref="CgroupException">There is no memory controller.</exception>
    public OomWatch WatchOom() => OomWatch.Start(
        ResourceWriter.Find(_branches, "memory", out _)
        ?? throw new CgroupException("cgroup: memory: controller is not available: nobody tells when memory runs out"));

    /// <summary>
    /// Version 2: makes a user the owner, who may then make cgroups below it. For a container with a user and a cgroup
    /// namespace and a writable <c>/sys/fs/cgroup</c>. Does nothing on version 1, where that is not safe.
    /// </summary>
    /// <param name="user">The user, as the host numbers it.</param>
    public void DelegateTo(uint user)
    {
        if (_branches.Length == 1 && Unified is { } unified)
        {
            Delegation.To(unified.Directory, user);
        }
    }

    /// <summary>
    /// Removes it, with the cgroups below it, from every hierarchy. What has gone already is no error.
    /// </summary>
    /// <param name="patience">How long to wait for processes that are about to end; null for 2 s.</param>
    /// <exception cref="CgroupException">Processes remain; the message names them.</exception>
    public void Remove(TimeSpan? patience = null) => CgroupRemoval.Remove(_branches, patience ?? RemovePatience);

    /// <summary>Removes it if nothing is in it any more, neither processes nor cgroups; otherwise <see cref="Kill"/> and <see cref="Remove"/> do.</summary>
    /// <returns>False where something is.</returns>
    public bool TryRemoveEmpty() => _branches.Length == 0 || CgroupRemoval.TryRemoveEmpty(_branches, Main);

    /// <summary>Closes the handles. The cgroup stays.</summary>
    public void Dispose()
    {
        foreach (CgroupBranch branch in _branches)
        {
            branch.Dispose();
        }
    }

    private CgroupBranch RequireFreezer() =>
        Freezer ?? throw new CgroupException(
            "cgroup: freezer: controller is not available: the container cannot be paused");
}
