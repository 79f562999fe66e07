using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups;

/// <summary>
/// Stops and resumes all processes of a cgroup; Documentation/admin-guide/cgroup-v1/freezer-subsystem.rst,
/// cgroup-v2.rst §Core Interface Files.
/// </summary>
internal static class CgroupFreezer
{
    private const string StateFile = "freezer.state";
    private const string FreezeFile = "cgroup.freeze";
    private const string EventsFile = "cgroup.events";
    private const string Frozen = "FROZEN";
    private const string Thawed = "THAWED";

    // Version 1 cannot freeze a cgroup that processes keep appearing in: to let those that wait get on now and then
    // helps (seen with execs in parallel).
    private const int TriesBetweenThaws = 50;

    /// <summary>Freezes, and returns once every process has stopped.</summary>
    /// <exception cref="CgroupException">
    /// It did not come to that within <paramref name="patience"/>; it is thawed again.
    /// </exception>
    public static void Freeze(CgroupBranch branch, TimeSpan patience)
    {
        bool frozen = branch.Version == CgroupVersion.V1
            ? FreezeV1(branch.Directory, new KernelWait(patience))
            : FreezeV2(branch.Directory, new KernelWait(patience));
        if (!frozen)
        {
            Thaw(branch);
            throw new CgroupException(
                $"cgroup: {branch.Path} could not be frozen within {patience.TotalSeconds:0.#} s");
        }
    }

    /// <summary>Resumes.</summary>
    public static void Thaw(CgroupBranch branch)
    {
        if (branch.Version == CgroupVersion.V1)
        {
            branch.Directory.Write(StateFile, Thawed);
        }
        else
        {
            branch.Directory.Write(FreezeFile, "0");
        }
    }

    /// <summary>
    /// Whether the cgroup itself was frozen (rather than one above it), or is on the way to it. False if it has gone.
    /// </summary>
    public static bool IsFrozen(CgroupBranch branch)
    {
        if (branch.TryDirectory() is not { } directory)
        {
            return false;
        }

        if (branch.Version == CgroupVersion.V2)
        {
            return directory.TryRead(FreezeFile, out _) is ['1', ..];
        }

        return directory.TryRead("freezer.self_freezing", out _) is ['1', ..];
    }

    private static bool FreezeV1(CgroupDirectory directory, KernelWait wait)
    {
        for (int tries = 1; ; tries++)
        {
            directory.Write(StateFile, Frozen);
            if (directory.Read(StateFile).StartsWith(Frozen, StringComparison.Ordinal))
            {
                return true;
            }

            if (tries % TriesBetweenThaws == 0)
            {
                directory.Write(StateFile, Thawed);
            }

            if (!wait.Nap())
            {
                return false;
            }
        }
    }

    private static bool FreezeV2(CgroupDirectory directory, KernelWait wait)
    {
        directory.Write(FreezeFile, "1");
        while (true)
        {
            // Opened anew each time: kernfs wakes a poll if something changed since this open file was last read.
            using FileDescriptor events = directory.OpenFile(EventsFile, OpenFlags.O_RDONLY);
            string text = CgroupDirectory.ReadToEnd(events.Number, out Errno errno)
                ?? throw new LinuxException(errno, "read", directory.Join(EventsFile));
            if (CgroupNumber.ByKey(text, "frozen") == 1)
            {
                return true;
            }

            var entry = new PollEntry(events, PollEvents.POLLPRI);
            if (Poll.Wait(new Span<PollEntry>(ref entry), wait.Remaining) == 0)
            {
                return false;
            }
        }
    }
}
