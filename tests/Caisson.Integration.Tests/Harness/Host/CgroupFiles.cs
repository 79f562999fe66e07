using System.Globalization;

namespace Caisson.Integration.Tests.Harness.Host;

/// <summary>The cgroups of a process as the host sees them, in whichever hierarchy a controller lives.</summary>
public static class CgroupFiles
{
    /// <summary>True where a controller has a hierarchy of its own (version 1).</summary>
    /// <param name="controller">The controller: <c>memory</c>, say.</param>
    public static bool IsVersion1(string controller) =>
        Memberships("self").Any(m => m.Controllers.Contains(controller));

    /// <summary>The folder of a process's cgroup.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="controller">The controller.</param>
    public static string Folder(int pid, string controller)
    {
        var memberships = Memberships(pid.ToString(CultureInfo.InvariantCulture)).ToArray();
        foreach (var (controllers, path) in memberships)
        {
            if (controllers.Contains(controller))
            {
                return MountPoint(controller) + path;
            }
        }

        return "/sys/fs/cgroup" + memberships.Single(m => m.Controllers is [""]).Path;
    }

    /// <summary>Reads a control file of a process's cgroup.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="controller">The controller.</param>
    /// <param name="version1">The file's name in version 1.</param>
    /// <param name="version2">The file's name in version 2.</param>
    public static string Read(int pid, string controller, string version1, string version2) => File.ReadAllText(
        Path.Combine(Folder(pid, controller), IsVersion1(controller) ? version1 : version2)).Trim();

    private static string MountPoint(string controller) =>
        File.ReadAllLines("/proc/self/mountinfo").Select(l => l.Split(' '))
            .First(f => f[Array.IndexOf(f, "-") + 1] == "cgroup" && f[^1].Split(',').Contains(controller))[4];

    private static IEnumerable<(string[] Controllers, string Path)> Memberships(string process) =>
        File.ReadAllLines($"/proc/{process}/cgroup").Select(l => l.Split(':', 3)).Select(f => (f[1].Split(','), f[2]));
}
