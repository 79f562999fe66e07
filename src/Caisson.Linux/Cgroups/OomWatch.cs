using System.Globalization;
using Caisson.Linux.Cgroups.Statistics;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups;

/// <summary>What an <see cref="OomWatch"/> has seen.</summary>
public enum OomEvent
{
    /// <summary>Nothing of interest.</summary>
    None,

    /// <summary>Memory ran out; a process was killed, or waits for more memory where killing is disabled.</summary>
    OutOfMemory,

    /// <summary>The cgroup has gone, or (version 2) holds no process.</summary>
    Gone,
}

/// <summary>
/// Tells when memory runs out in a cgroup: an eventfd of version 1's <c>cgroup.event_control</c>, or inotify(7) on
/// version 2's
/// <c>memory.events</c>. Thread: one at a time.
/// </summary>
public sealed class OomWatch : IDisposable
{
    private readonly CgroupDirectory _directory;
    private readonly EventFd? _v1;
    private readonly Inotify? _v2;
    private ulong _kills;

    private OomWatch(CgroupDirectory directory, EventFd? v1, Inotify? v2)
    {
        _directory = directory;
        _v1 = v1;
        _v2 = v2;
        _kills = v2 is null ? 0 : MemoryStatsReader.OomKillsV2(directory);
    }

    /// <summary>Becomes readable when there is something to <see cref="Take"/>.</summary>
    public FileDescriptor Descriptor => (FileDescriptor?)_v1 ?? _v2!;

    /// <summary>
    /// Takes what has happened, without waiting. To be repeated until it is <see cref="OomEvent.None"/> or
    /// <see cref="OomEvent.Gone"/>: the last process may be killed for want of memory, which is both.
    /// </summary>
    public OomEvent Take()
    {
        if (_v1 is not null)
        {
            // Removing the cgroup signals the eventfd too.
            return !_v1.TryTake(out _) ? OomEvent.None
                : CgroupDirectory.TryOpen(_directory.Path, CgroupVersion.V1, out _) is { } still ? Close(still)
                : OomEvent.Gone;
        }

        Span<byte> buffer = stackalloc byte[4 * Inotify.MinBufferBytes];
        while (_v2!.TryTake(buffer, out _))
        {
        }

        // The file changes for other reasons too, such as reclaim at the limit: only the count tells.
        ulong kills = MemoryStatsReader.OomKillsV2(_directory);
        if (kills > _kills)
        {
            _kills = kills;
            return OomEvent.OutOfMemory;
        }

        string? events = _directory.TryRead("cgroup.events", out _);
        return events is null || CgroupNumber.ByKey(events, "populated") == 0 ? OomEvent.Gone : OomEvent.None;
    }

    /// <summary>Stops watching.</summary>
    public void Dispose()
    {
        _v1?.Dispose();
        _v2?.Dispose();
        _directory.Dispose();
    }

    /// <summary>Starts watching.</summary>
    internal static OomWatch Start(CgroupBranch branch)
    {
        CgroupDirectory directory = branch.Directory.OpenBeneath("");
        EventFd? counter = null;
        Inotify? inotify = null;
        try
        {
            if (branch.Version == CgroupVersion.V1)
            {
                counter = new EventFd(nonBlocking: true);
                using FileDescriptor control = directory.OpenFile("memory.oom_control", OpenFlags.O_RDONLY);
                directory.Write(
                    "cgroup.event_control",
                    string.Create(CultureInfo.InvariantCulture, $"{counter.Number} {control.Number}"));
            }
            else
            {
                inotify = new Inotify();
                inotify.Watch(directory.Join("memory.events"), InotifyMask.IN_MODIFY);
                inotify.Watch(directory.Join("cgroup.events"), InotifyMask.IN_MODIFY);
            }

            return new OomWatch(directory, counter, inotify);
        }
        catch
        {
            counter?.Dispose();
            inotify?.Dispose();
            directory.Dispose();
            throw;
        }
    }

    private static OomEvent Close(CgroupDirectory directory)
    {
        directory.Dispose();
        return OomEvent.OutOfMemory;
    }
}
