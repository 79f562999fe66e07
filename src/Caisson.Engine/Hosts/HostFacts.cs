using System.Globalization;
using Caisson.Linux.Cgroups;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Engine.Hosts;

/// <summary>What clients are told of the machine.</summary>
public sealed record HostFacts
{
    /// <summary>The kernel's release.</summary>
    public required string KernelVersion { get; init; }

    /// <summary>The distribution, for people.</summary>
    public required string OperatingSystem { get; init; }

    /// <summary>Its version.</summary>
    public required string OsVersion { get; init; }

    /// <summary>The machine's name.</summary>
    public required string Name { get; init; }

    /// <summary>Processors.</summary>
    public required int Processors { get; init; }

    /// <summary>Memory in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>The cgroups' version: 1 or 2.</summary>
    public required string CgroupVersion { get; init; }

    /// <summary>The cgroup controllers at hand.</summary>
    public required IReadOnlyList<string> Controllers { get; init; }

    /// <summary>Whether the kernel forwards packets.</summary>
    public required bool ForwardsIpv4 { get; init; }

    /// <summary>Looks at the machine.</summary>
    public static HostFacts Read()
    {
        Dictionary<string, string> release = ReadRelease();
        CgroupHost cgroups = CgroupHost.Detect();
        return new HostFacts
        {
            KernelVersion = ReadLine("/proc/sys/kernel/osrelease"),
            OperatingSystem = release.GetValueOrDefault("PRETTY_NAME", "Linux"),
            OsVersion = release.GetValueOrDefault("VERSION_ID", ""),
            Name = ReadLine("/proc/sys/kernel/hostname"),
            Processors = Environment.ProcessorCount,
            MemoryBytes = ReadMemory(),
            CgroupVersion = cgroups.Layout == CgroupLayout.V2 ? "2" : "1",
            Controllers = cgroups.Controllers(),
            ForwardsIpv4 = ReadLine("/proc/sys/net/ipv4/ip_forward") == "1",
        };
    }

    /// <summary>What Docker calls the file system that a folder is on.</summary>
    /// <param name="folder">The folder.</param>
    public static string FileSystemOf(string folder)
    {
        using FileDescriptor place = FileSystem.Open(folder, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        return FileSystem.Magic(place) switch
        {
            FileSystemMagic.EXT4_SUPER_MAGIC => "extfs",
            FileSystemMagic.XFS_SUPER_MAGIC => "xfs",
            FileSystemMagic.BTRFS_SUPER_MAGIC => "btrfs",
            FileSystemMagic.TMPFS_MAGIC => "tmpfs",
            FileSystemMagic.OVERLAYFS_SUPER_MAGIC => "overlayfs",
            _ => "<unknown>",
        };
    }

    private static string ReadLine(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : "";

    private static Dictionary<string, string> ReadRelease()
    {
        const string Path = "/etc/os-release";
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (string line in File.Exists(Path) ? File.ReadAllLines(Path) : [])
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                values[line[..equals]] = line[(equals + 1)..].Trim('"', '\'');
            }
        }

        return values;
    }

    private static long ReadMemory()
    {
        const string Field = "MemTotal:";
        const int BytesPerKilobyte = 1024;
        foreach (string line in File.ReadLines("/proc/meminfo"))
        {
            if (line.StartsWith(Field, StringComparison.Ordinal))
            {
                string number = line[Field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
                return long.Parse(number, CultureInfo.InvariantCulture) * BytesPerKilobyte;
            }
        }

        return 0;
    }
}
