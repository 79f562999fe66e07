using System.Globalization;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;

namespace Caisson.Linux.Resctrl;

/// <summary>
/// The resctrl file system: caches and memory bandwidth, shared out by hardware (Intel RDT and its like);
/// Documentation/arch/x86/resctrl.rst.
/// </summary>
/// <param name="mountPoint">Where it is mounted.</param>
public sealed class ResctrlHost(string mountPoint)
{
    /// <summary>Where it is mounted.</summary>
    public string MountPoint => mountPoint;

    /// <summary>
    /// Told of each directory that is made. The kernel fills it with files by itself; in a test, where an ordinary directory
    /// stands for the file system, this does.
    /// </summary>
    internal Action<string> OnMade { get; init; } = static _ => { };

    /// <summary>Whether the L3 cache can be shared out.</summary>
    public bool HasCache => Has("L3") || (Has("L3CODE") && Has("L3DATA"));

    /// <summary>Whether memory bandwidth can be.</summary>
    public bool HasMemoryBandwidth => Has("MB");

    /// <summary>Whether use is measured.</summary>
    public bool HasMonitoring => Has("L3_MON");

    /// <summary>Finds it; null where it is not mounted.</summary>
    public static ResctrlHost? TryFind()
    {
        foreach (string line in FileSystem.ReadAllText("/proc/self/mountinfo").Split('\n'))
        {
            // 36 35 0:30 / /sys/fs/resctrl rw,nosuid - resctrl resctrl rw
            string[] fields = line.Split(' ');
            int separator = Array.IndexOf(fields, "-");
            if (separator > 4 && separator + 1 < fields.Length && fields[separator + 1] == "resctrl")
            {
                return new ResctrlHost(MountInfo.Unescape(fields[4]));
            }
        }

        return null;
    }

    /// <summary>Finds it.</summary>
    /// <exception cref="ResctrlException">It is not mounted.</exception>
    public static ResctrlHost Find() => TryFind() ?? throw new ResctrlException(
        "resctrl is not mounted: mount -t resctrl resctrl /sys/fs/resctrl, on a processor with resource control");

    /// <summary>A file below <c>info</c>; null where it is missing.</summary>
    public string? Info(string resource, string file) => TryReadText($"{mountPoint}/info/{resource}/{file}")?.Trim();

    /// <summary>A number below <c>info</c>; 0 where it is missing.</summary>
    public ulong InfoNumber(string resource, string file) =>
        ulong.TryParse(Info(resource, file), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : 0;

    /// <summary>The line of a resource for all processes that are in no group; null where it has none.</summary>
    public string? RootSchema(string resource) =>
        TryReadText($"{mountPoint}/schemata") is { } file ? ResctrlSchemata.Find(file, resource) : null;

    internal static string? TryReadText(string path)
    {
        try
        {
            return FileSystem.ReadAllText(path);
        }
        catch (LinuxException)
        {
            return null;
        }
    }

    private bool Has(string resource) => FileSystem.TryStatus($"{mountPoint}/info/{resource}") is { IsDirectory: true };
}
