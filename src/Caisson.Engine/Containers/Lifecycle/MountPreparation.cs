using Caisson.Engine.Containers.Model;
using Caisson.Engine.Containers.Mounts;
using Caisson.Engine.Settings;
using Caisson.Engine.Volumes;
using Caisson.Images.Roots;
using Caisson.Images.Store;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;

namespace Caisson.Engine.Containers.Lifecycle;

/// <summary>Makes the mounts of a new container ready: volumes are made where they are missing, and begin with what the image
/// has in their place.</summary>
internal sealed class MountPreparation(ContainerParts parts)
{
    private readonly List<MountPoint> _fresh = [];

    /// <summary>Collects the mounts, and makes the volumes.</summary>
    internal async Task<List<MountPoint>> PrepareAsync(ContainerSettings config, HostSettings host, Undo undo, CancellationToken cancellation)
    {
        List<MountPoint> points = [];
        foreach (MountPoint point in MountPlan.Make(config, host, parts.Store))
        {
            cancellation.ThrowIfCancellationRequested();
            points.Add(point.Type switch
            {
                MountPoint.Volume when point.Source.Length == 0 => await MakeVolumeAsync(point, host, undo).ConfigureAwait(false),
                MountPoint.Image => await FindImageAsync(point, undo, cancellation).ConfigureAwait(false),
                _ => point,
            });
        }

        return points;
    }

    /// <summary>Fills the volumes that are empty.</summary>
    internal async Task CopyUpAsync(ContainerRecord record)
    {
        List<MountPoint> wanted = [.. _fresh.Where(p => !p.SkipsCopy && p.SubPath.Length == 0)];
        if (wanted.Count > 0)
        {
            await BlockingWork.RunAsync(() =>
            {
                using RootDirectory root = new(OverlayMount.Create(
                    new OverlayOptions { Lowers = record.Lowers }, MountAttributes.MOUNT_ATTR_RDONLY | MountAttributes.MOUNT_ATTR_NODEV));
                wanted.ForEach(p => VolumeCopy.Fill(root, p.Destination, p.Source));
            }).ConfigureAwait(false);
        }
    }

    private async Task<MountPoint> MakeVolumeAsync(MountPoint point, HostSettings host, Undo undo)
    {
        VolumeOptions? options = host.Mounts?.FirstOrDefault(
            m => m.Type == MountPoint.Volume && m.Target is { } target && CleanPath.Of(target) == point.Destination)?.VolumeOptions;
        VolumeRecord volume = await parts.Volumes.CreateAsync(new VolumeRequest
        {
            Name = point.Name,
            Driver = point.Driver,
            Labels = options?.Labels,
            Options = options?.DriverConfig?.Options,
        }).ConfigureAwait(false);
        if (point.IsAnonymous)
        {
            undo.Add(() => parts.Volumes.RemoveAsync(volume.Name, force: true));
        }

        MountPoint made = point with { Name = volume.Name, Driver = volume.Driver, Source = parts.Volumes.MountpointOf(volume.Name) };
        if (volume.Options is not { Count: > 0 })
        {
            _fresh.Add(made);
        }

        return made;
    }

    private async Task<MountPoint> FindImageAsync(MountPoint point, Undo undo, CancellationToken cancellation)
    {
        using Lease lease = parts.Images.Leases.Begin();
        StoredImage named = parts.Images.Images.Get(point.Source);
        lease.AddImage(named.Target.Digest);
        IReadOnlyList<UnpackedLayer> layers =
            await ImageLayers.UnpackAsync(parts.Images, lease, named, cancellation).ConfigureAwait(false);
        parts.Holds.Add(named);
        undo.Add(() => parts.Holds.Remove(named.ManifestDescriptor.Digest.ToString()));
        return point with { Lowers = [.. layers.Reverse().Select(l => l.Folder)], Name = named.ManifestDescriptor.Digest.ToString() };
    }
}
