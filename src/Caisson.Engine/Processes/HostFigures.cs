using System.Globalization;
using Caisson.Linux;
using Caisson.Linux.Files;

namespace Caisson.Engine.Processes;

/// <summary>Reads figures of procfs; proc_stat(5), proc_pid_net(5), proc_meminfo(5).</summary>
internal static class HostFigures
{
    // Of a processor's time, user, nice, system, idle, iowait, irq, softirq: in ticks of which there are 100 a second.
    private const int TimesCounted = 7;
    private const ulong TickNs = 10_000_000;

    /// <summary>The time that all processors have had, in nanoseconds, and their number.</summary>
    internal static (ulong Ns, int Cpus) ReadCpu()
    {
        ulong ticks = 0;
        int cpus = 0;
        foreach (string line in FileSystem.ReadAllText("/proc/stat").Split('\n'))
        {
            if (!line.StartsWith("cpu", StringComparison.Ordinal))
            {
                break;
            }

            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields[0] != "cpu")
            {
                cpus++;
                continue;
            }

            foreach (string field in fields.Skip(1).Take(TimesCounted))
            {
                ticks += ulong.Parse(field, CultureInfo.InvariantCulture);
            }
        }

        return (ticks * TickNs, cpus);
    }

    /// <summary>The host's memory in bytes.</summary>
    internal static ulong ReadMemory()
    {
        const string Total = "MemTotal:";
        string text = FileSystem.ReadAllText("/proc/meminfo");
        int start = text.IndexOf(Total, StringComparison.Ordinal) + Total.Length;
        string[] fields = text[start..].Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        return ulong.Parse(fields[0], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>The interfaces of a process's network namespace but the loopback.</summary>
    internal static IReadOnlyList<InterfaceCounters> ReadInterfaces(int pid)
    {
        try
        {
            return Parse(FileSystem.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/net/dev")));
        }
        catch (LinuxException)
        {
            // It has ended.
            return [];
        }
    }

    /// <summary>Takes <c>/proc/net/dev</c> apart.</summary>
    internal static IReadOnlyList<InterfaceCounters> Parse(string text)
    {
        const int Fields = 16;
        const int SentAt = 8;
        var all = new List<InterfaceCounters>();
        foreach (string line in text.Split('\n').Skip(2))
        {
            int colon = line.LastIndexOf(':');
            string name = colon < 0 ? "" : line[..colon].Trim();
            ulong[] values = [.. line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(static v => ulong.TryParse(v, CultureInfo.InvariantCulture, out ulong value) ? value : 0)];
            if (name.Length > 0 && name != "lo" && values.Length >= Fields)
            {
                all.Add(new InterfaceCounters(
                    name, values[0], values[1], values[2], values[3],
                    values[SentAt], values[SentAt + 1], values[SentAt + 2], values[SentAt + 3]));
            }
        }

        return all;
    }
}
