using System.Globalization;
using System.Text;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Runtime.State;

/// <summary>A container's first process, known by its number and the moment it started.</summary>
internal static class InitProcess
{
    // Fields of proc_pid_stat(5) behind the name in brackets: the state is the first, the start time the 20th.
    private const int StartTimeField = 19;

    /// <summary>When a process started, in clock ticks since boot; 0 where there is none, or only its exit status is left.</summary>
    internal static ulong StartTicks(int processId)
    {
        string path = $"/proc/{processId}/stat";
        using FileDescriptor? file = FileSystem.TryOpen(path, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC);
        if (file is null)
        {
            return 0;
        }

        try
        {
            string stat = Encoding.UTF8.GetString(FileSystem.ReadToEnd(file, path, 1 << 12));
            ReadOnlySpan<char> fields = stat.AsSpan(stat.LastIndexOf(')') + 2);
            if (fields[0] is 'Z' or 'X')
            {
                return 0;
            }

            for (int i = 0; i < StartTimeField; i++)
            {
                fields = fields[(fields.IndexOf(' ') + 1)..];
            }

            return ulong.Parse(fields[..fields.IndexOf(' ')], CultureInfo.InvariantCulture);
        }
        catch (LinuxException)
        {
            // It ended between the two calls.
            return 0;
        }
    }

    /// <summary>Whether the process of a record still runs.</summary>
    internal static bool IsAlive(ContainerRecord record) =>
        record.InitProcessId > 0 && StartTicks(record.InitProcessId) is var ticks && ticks != 0 && ticks == record.InitStartTicks;

    /// <summary>A handle on the process of a record; null where it has ended.</summary>
    internal static PidFd? TryOpen(ContainerRecord record)
    {
        // The handle first, the comparison after it: what the number means can't change any more in between.
        PidFd? handle = record.InitProcessId > 0 ? PidFd.TryOpen(record.InitProcessId) : null;
        if (handle is not null && !IsAlive(record))
        {
            handle.Dispose();
            return null;
        }

        return handle;
    }
}
