using Caisson.Engine.Containers.Model;
using Caisson.Engine.Settings;
using Caisson.Engine.Settings.Checks;

namespace Caisson.Engine.Containers.Mounts;

/// <summary>All mounts of a new container, from wherever its settings name them; later kinds give way to earlier ones.</summary>
internal static class MountPlan
{
    /// <summary>Collects them.</summary>
    /// <param name="config">What it runs, with what the image says.</param>
    /// <param name="host">What it has of its host.</param>
    /// <param name="store">Where other containers are.</param>
    /// <exception cref="EngineException">One is malformed, or two have the same place.</exception>
    internal static List<MountPoint> Make(ContainerSettings config, HostSettings host, ContainerStore store)
    {
        SortedDictionary<string, MountPoint> mounts = new(StringComparer.Ordinal);
        foreach (string from in host.VolumesFrom ?? [])
        {
            foreach (MountPoint point in From(from, store))
            {
                mounts[point.Destination] = point;
            }
        }

        HashSet<string> own = [];
        foreach (string bind in host.Binds ?? [])
        {
            Add(mounts, own, BindSpec.Parse(bind, host.VolumeDriver));
        }

        foreach (MountSettings mount in host.Mounts ?? [])
        {
            Add(mounts, own, MountSpec.Parse(mount));
        }

        foreach ((string path, string options) in host.Tmpfs ?? [])
        {
            if (!path.StartsWith('/') || CleanPath.Of(path) == "/")
            {
                throw MountSpec.Invalid(MountPoint.Tmpfs, $"invalid mount path: '{path}' mount path must be absolute");
            }

            Add(mounts, own, new MountPoint { Type = MountPoint.Tmpfs, Destination = CleanPath.Of(path), Mode = options, IsWritable = true });
        }

        foreach (string path in config.Volumes?.Keys ?? Enumerable.Empty<string>())
        {
            AddOfImage(mounts, path, host.VolumeDriver);
        }

        return [.. mounts.Values];
    }

    private static void AddOfImage(SortedDictionary<string, MountPoint> mounts, string path, string driver)
    {
        MountPoint point = BindSpec.Parse(path, driver);
        if (point.Type == MountPoint.Bind)
        {
            throw ContainerCheck.Invalid($"cannot mount volume over existing file, file exists {path}");
        }

        mounts.TryAdd(point.Destination, point);
    }

    private static void Add(SortedDictionary<string, MountPoint> mounts, HashSet<string> own, MountPoint point)
    {
        if (!own.Add(point.Destination))
        {
            throw ContainerCheck.Invalid($"Duplicate mount point: {point.Destination}");
        }

        // As dockerd shows it: what is in volumes is shared.
        mounts[point.Destination] = point is { Type: MountPoint.Volume, Mode: "", Driver: "" or Volumes.LocalDriver.Name }
            ? point with { Mode = "z" }
            : point;
    }

    private static IEnumerable<MountPoint> From(string text, ContainerStore store)
    {
        string[] parts = text.Split(':', 2);
        string mode = parts.Length == 2 ? parts[1] : "";
        if (parts[0].Length == 0 || (mode.Length > 0 && mode is not ("ro" or "rw" or "z" or "Z")))
        {
            throw ContainerCheck.Invalid(parts[0].Length == 0 ? $"invalid volumes-from specification: '{text}'" : $"invalid mode: {mode}");
        }

        foreach (MountPoint point in store.GetNamedBySettings(parts[0]).Record.Mounts)
        {
            if (point.Type is MountPoint.Bind or MountPoint.Volume)
            {
                yield return point with { IsWritable = point.IsWritable && mode != "ro", IsAnonymous = false, SkipsCopy = true };
            }
        }
    }
}
