using System.Globalization;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Resctrl;

/// <summary>
/// A class of service (CLOS): a directory of the resctrl file system, with a part of the hardware and the processes that
/// have it.
/// </summary>
/// <param name="path">The directory.</param>
/// <param name="monitor">Its directory for measuring one container's use, below <c>mon_groups</c>; null if there is none.</param>
public sealed class ResctrlGroup(string path, string? monitor = null)
{
    private const uint DirectoryMode = 0b111_101_101;

    /// <summary>The directory.</summary>
    public string Path => path;

    /// <summary>The directory where use is measured apart; null if it is not.</summary>
    public string? Monitor => monitor;

    /// <summary>Makes or takes a group as config-linux.md, "IntelRdt", has it.</summary>
    /// <param name="host">The file system.</param>
    /// <param name="closId">The class; null for one of the container's own, <c>/</c> for the one of all other processes.</param>
    /// <param name="id">The container's name.</param>
    /// <param name="schema">What it is to have.</param>
    /// <param name="isMonitored">Whether the container's use is measured apart.</param>
    /// <exception cref="ResctrlException">
    /// The hardware cannot; there is no such class and nothing to make it of; there is one with other shares.
    /// </exception>
    /// <exception cref="LinuxException">ENOSPC: the hardware has no more classes; EINVAL: it does not take a share.</exception>
    public static ResctrlGroup Create(ResctrlHost host, string? closId, string id, ResctrlSchema schema, bool isMonitored)
    {
        if ((closId ?? id) is "info" or "mon_groups" or "mon_data")
        {
            throw new ResctrlException($"\"{closId ?? id}\" is a directory of resctrl's own and no class: set another closID");
        }

        schema.Check(host);
        List<string> lines = schema.Lines();
        string path = closId is "/" ? host.MountPoint : $"{host.MountPoint}/{closId ?? id}";
        bool exists = FileSystem.TryStatus(path) is { IsDirectory: true };
        bool isMade = !exists && (closId is null || lines.Count > 0);
        if (!exists && !isMade)
        {
            throw new ResctrlException($"clos dir {path} does not exist: make it, or give l3CacheSchema, memBwSchema or schemata");
        }

        string? difference = exists && closId is not null && lines.Count > 0
            ? ResctrlSchemata.FindDifference(lines, FileSystem.ReadAllText($"{path}/schemata"))
            : null;
        if (difference is not null)
        {
            throw new ResctrlException($"{path} exists with other shares than \"{difference}\": use them, or another closID");
        }

        var group = new ResctrlGroup(path, isMonitored ? $"{path}/mon_groups/{id}" : null);
        try
        {
            group.Make(host, isMade, exists && closId is not null ? [] : lines);
            return group;
        }
        catch
        {
            group.Remove(withClass: isMade);
            throw;
        }
    }

    /// <summary>Puts a process, which has one thread, or a thread into the group.</summary>
    /// <exception cref="LinuxException">ESRCH.</exception>
    public void AddTask(int taskId)
    {
        string text = taskId.ToString(CultureInfo.InvariantCulture);
        FileSystem.WriteText($"{path}/tasks", text);
        if (monitor is not null)
        {
            FileSystem.WriteText($"{monitor}/tasks", text);
        }
    }

    /// <summary>Gives it other shares.</summary>
    /// <exception cref="LinuxException">EINVAL: the hardware does not take a share.</exception>
    public void Write(ResctrlSchema schema) => WriteLines(schema.Lines());

    /// <summary>The line of a resource; null where it has none.</summary>
    public string? Schema(string resource) =>
        ResctrlHost.TryReadText($"{path}/schemata") is { } file ? ResctrlSchemata.Find(file, resource) : null;

    /// <summary>What is measured, one figure for each cache, in the order of their names.</summary>
    /// <param name="file"><c>llc_occupancy</c>, <c>mbm_total_bytes</c> or <c>mbm_local_bytes</c>, in bytes.</param>
    /// <returns>Empty where it is not measured.</returns>
    public IReadOnlyList<ulong> Measure(string file)
    {
        string data = $"{monitor ?? path}/mon_data";
        var figures = new List<ulong>();
        using var directory = FileSystem.TryOpen(data, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        if (directory is null)
        {
            return figures;
        }

        List<string> names = DirectoryListing.Names(directory, data);
        names.Sort(StringComparer.Ordinal);
        foreach (string name in names)
        {
            // "Unavailable" stands where the hardware has no figure at the moment.
            if (name.StartsWith("mon_L3_", StringComparison.Ordinal)
                && ulong.TryParse(ResctrlHost.TryReadText($"{data}/{name}/{file}")?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong figure))
            {
                figures.Add(figure);
            }
        }

        return figures;
    }

    /// <summary>Removes what measures it and, if that was the container's own, the class. What has gone is no error.</summary>
    /// <exception cref="LinuxException">It could not be removed.</exception>
    public void Remove(bool withClass)
    {
        if (monitor is not null)
        {
            FileSystem.Remove(monitor, isDirectory: true);
        }

        if (withClass)
        {
            FileSystem.Remove(path, isDirectory: true);
        }
    }

    private void Make(ResctrlHost host, bool isMade, List<string> lines)
    {
        if (isMade)
        {
            FileSystem.MakeDirectory(path, DirectoryMode);
            host.OnMade(path);
        }

        WriteLines(lines);
        if (monitor is not null)
        {
            FileSystem.MakeDirectory(monitor, DirectoryMode);
            host.OnMade(monitor);
        }
    }

    private void WriteLines(List<string> lines)
    {
        // One write for all: the kernel takes them together or, from the first that it refuses on, not.
        if (lines.Count > 0)
        {
            FileSystem.WriteText($"{path}/schemata", string.Join('\n', lines) + "\n");
        }
    }
}
