using Caisson.Linux;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Resctrl;
using Caisson.Linux.Uapi;
using Caisson.Runtime.CommandLine.Logging;

namespace Caisson.Runtime.CommandLine.Events;

/// <summary>
/// Prints a line of statistics again and again, and a line each time memory runs out, until the container has ended.
/// </summary>
/// <param name="id">The container.</param>
/// <param name="cgroup">Its cgroup.</param>
/// <param name="rdt">Its class of service; null if it has none.</param>
/// <param name="log">Where to say what could not be read.</param>
internal sealed class EventStream(string id, Cgroup cgroup, ResctrlGroup? rdt, Log log)
{
    /// <summary>Prints the statistics once.</summary>
    /// <exception cref="LinuxException">They cannot be read.</exception>
    internal void PrintStatistics() => StandardStreams.WriteOutput(EventLine.Statistics(id, cgroup.ReadStats(), rdt));

    /// <summary>Prints until the container's first process ends.</summary>
    internal void Follow(PidFd process, TimeSpan interval)
    {
        using OomWatch? oom = TryWatchOom();
        using TimerFd timer = new();
        timer.Arm(interval, interval);
        Span<PollEntry> entries =
        [
            new(process, PollEvents.POLLIN), new(timer, PollEvents.POLLIN), new(oom?.Descriptor, PollEvents.POLLIN),
        ];
        while (!entries[0].CanRead)
        {
            Poll.Wait(entries, Timeout.InfiniteTimeSpan);

            // First of all: it may be why the process has ended.
            if (entries[2].CanRead && oom!.Take() == OomEvent.OutOfMemory)
            {
                StandardStreams.WriteOutput(EventLine.Oom(id));
            }

            if (!entries[0].CanRead && entries[1].CanRead && timer.TryTake(out _))
            {
                TryPrintStatistics();
            }
        }
    }

    private OomWatch? TryWatchOom()
    {
        try
        {
            return cgroup.WatchOom();
        }
        catch (Exception e) when (e is LinuxException or CgroupException)
        {
            log.Warning($"events: running out of memory will not be told: {e.Message}");
            return null;
        }
    }

    private void TryPrintStatistics()
    {
        byte[] line;
        try
        {
            line = EventLine.Statistics(id, cgroup.ReadStats(), rdt);
        }
        catch (Exception e) when (e is LinuxException or CgroupException)
        {
            log.Warning($"events: {e.Message}");
            return;
        }

        StandardStreams.WriteOutput(line);
    }
}
