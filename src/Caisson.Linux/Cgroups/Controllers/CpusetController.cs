using Caisson.Linux.Cgroups.Resources;

namespace Caisson.Linux.Cgroups.Controllers;

/// <summary>CPU sets: the files have the same names in both versions; cpuset(7).</summary>
internal static class CpusetController
{
    private const string CpusFile = "cpuset.cpus";
    private const string MemsFile = "cpuset.mems";

    /// <summary>Writes what is set.</summary>
    public static void Apply(CgroupDirectory directory, CgroupCpu cpu)
    {
        if (!string.IsNullOrEmpty(cpu.Cpus))
        {
            directory.Write(CpusFile, cpu.Cpus);
        }

        if (!string.IsNullOrEmpty(cpu.Mems))
        {
            directory.Write(MemsFile, cpu.Mems);
        }
    }

    /// <summary>
    /// Version 1: a new cpuset has neither CPUs nor memory, and no process can join it. It gets what is asked for, or
    /// what its parent has; so do the parents above it that were never given any.
    /// </summary>
    /// <param name="root">The mount point.</param>
    /// <param name="relative">The cgroup below it.</param>
    /// <param name="wanted">
    /// What is asked for: taking the parent's first could clash with an exclusive neighbour.
    /// </param>
    public static void Populate(CgroupDirectory root, string relative, CgroupCpu? wanted)
    {
        if (relative.Length == 0)
        {
            return;
        }

        using CgroupDirectory directory = root.OpenBeneath(relative);
        bool needsCpus = IsEmpty(directory.Read(CpusFile));
        bool needsMems = IsEmpty(directory.Read(MemsFile));
        if (!needsCpus && !needsMems)
        {
            return;
        }

        int slash = relative.LastIndexOf('/');
        string parentPath = slash < 0 ? "" : relative[..slash];
        Populate(root, parentPath, wanted: null);
        using CgroupDirectory parent = root.OpenBeneath(parentPath);
        if (needsCpus)
        {
            directory.Write(CpusFile, Either(wanted?.Cpus, parent, CpusFile));
        }

        if (needsMems)
        {
            directory.Write(MemsFile, Either(wanted?.Mems, parent, MemsFile));
        }
    }

    private static string Either(string? wanted, CgroupDirectory parent, string file) =>
        string.IsNullOrEmpty(wanted) ? parent.Read(file).TrimEnd('\n') : wanted;

    private static bool IsEmpty(string value) => value.AsSpan().Trim().IsEmpty;
}
