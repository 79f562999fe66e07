using Caisson.Engine.Configuration;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Settings.Checks;
using Caisson.Engine.Volumes;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;

namespace Caisson.Engine.Containers.Lifecycle;

/// <summary>Finds the places on the host that a container's mounts are of, and mounts there what has to be.</summary>
internal sealed class MountPlacement(ContainerParts parts)
{
    /// <summary>Finds them.</summary>
    /// <exception cref="EngineException">One is not there.</exception>
    internal List<PlacedMount> Place(ContainerRecord record) => [.. record.Mounts.Select(p => new PlacedMount(p, Source(record.Id, p)))];

    private string Source(string id, MountPoint point) => point.Type switch
    {
        MountPoint.Bind => Bind(point),
        MountPoint.Volume => Volume(id, point),
        MountPoint.Image => Image(id, point),
        _ => "",
    };

    private static string Bind(MountPoint point)
    {
        if (!Path.Exists(point.Source))
        {
            if (!point.MakesSource)
            {
                throw ContainerCheck.Invalid($"invalid mount config for type \"bind\": bind source path does not exist: {point.Source}");
            }

            try
            {
                Directory.CreateDirectory(point.Source);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new EngineException(
                    EngineErrorKind.System, $"error while creating mount source path '{point.Source}': mkdir {point.Source}: {e.Message}", e);
            }
        }

        MountPropagation.Check(point);
        return point.Source;
    }

    private string Volume(string id, MountPoint point)
    {
        VolumeRecord volume = parts.Volumes.Get(point.Name);
        if (!LocalDriver.NeedsMount(volume))
        {
            if (!Directory.Exists(point.Source))
            {
                throw new EngineException(EngineErrorKind.System, $"error evaluating mount source of volume {point.Name}: {point.Source} is gone");
            }

            return point.SubPath.Length == 0 ? point.Source : SubPath(id, RootDirectory.Open(point.Source), point);
        }

        using MountTree tree = LocalDriver.Mount(volume);
        return Whole(id, tree, point);
    }

    private string Image(string id, MountPoint point)
    {
        using MountTree tree = OverlayMount.Create(
            new OverlayOptions { Lowers = point.Lowers ?? [] }, MountAttributes.MOUNT_ATTR_RDONLY);
        return Whole(id, tree, point);
    }

    // The kernel copies a part only of a mount that is attached somewhere.
    private string Whole(string id, MountTree tree, MountPoint point)
    {
        string path = parts.HostMounts.Attach(id, tree, FileSystem.Status(tree, point.Name).IsDirectory);
        return point.SubPath.Length == 0 ? path : SubPath(id, RootDirectory.Open(path), point);
    }

    // Found inside, whatever links lead there, and held by a mount: nobody can exchange it before the sandbox takes it.
    private string SubPath(string id, RootDirectory root, MountPoint point)
    {
        using (root)
        {
            try
            {
                using FileDescriptor place = root.Open(point.SubPath, OpenFlags.O_PATH);
                using MountTree tree = MountTree.Clone(place, recursive: true, point.SubPath);
                return parts.HostMounts.Attach(id, tree, FileSystem.Status(place, point.SubPath).IsDirectory);
            }
            catch (LinuxException e)
            {
                throw new EngineException(
                    EngineErrorKind.System,
                    $"cannot access path {Path.Combine(point.Source, point.SubPath)}: {LinuxException.Describe(e.Errno)}",
                    e);
            }
        }
    }
}
