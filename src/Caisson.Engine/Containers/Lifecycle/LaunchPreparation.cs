using Caisson.Engine.Configuration;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Networks;
using Caisson.Engine.Settings.Checks;
using Caisson.Images;
using Caisson.Images.Build;
using Caisson.Images.Build.Files;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;

namespace Caisson.Engine.Containers.Lifecycle;

/// <summary>Finds out what is only known when a container starts.</summary>
internal sealed class LaunchPreparation(ContainerParts parts)
{
    private const string Shm = "/dev/shm";

    /// <summary>Finds it out; what is mounted on the host for it goes with <see cref="Volumes.HostMounts.Release"/>.</summary>
    /// <param name="container">The container, locked.</param>
    /// <param name="network">Its network.</param>
    /// <exception cref="EngineException">Something is not there, or cannot be shared.</exception>
    internal Task<LaunchPlace> PrepareAsync(Container container, PreparedNetwork network)
    {
        ContainerRecord record = container.Record;
        int? pidOf = ProcessOf(record.Host.PidMode, "PID", out _);
        int? ipcOf = ProcessOf(record.Host.IpcMode, "IPC", out Container? donor);
        if (donor is not null && donor.Record.Host.IpcMode is not (NamespaceMode.Shareable or NamespaceMode.Host))
        {
            throw new EngineException(
                EngineErrorKind.System,
                $"can't join IPC of container {donor.Id}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)");
        }

        return BlockingWork.RunAsync(() => new LaunchPlace
        {
            Network = network,
            Mounts = new MountPlacement(parts).Place(record),
            PidOf = pidOf,
            IpcOf = ipcOf,
            ShmPath = ShmPath(record, donor),
            User = FindUser(record),
        });
    }

    /// <summary>Who a program runs as in a container.</summary>
    /// <param name="root">The container's root.</param>
    /// <param name="user">User and group as settings have them.</param>
    /// <param name="groups">Further groups.</param>
    /// <exception cref="EngineException">One is not known there.</exception>
    internal static LaunchUser FindUser(RootDirectory root, string user, IReadOnlyList<string>? groups)
    {
        try
        {
            AccountFiles accounts = new(root);
            RunUser found = accounts.ParseUser(user);
            return new LaunchUser(
                found.UserId, found.GroupId, [.. found.AdditionalGroups, .. (groups ?? []).Select(accounts.ParseGroup)], found.Home);
        }
        catch (ImageException e)
        {
            throw new EngineException(EngineErrorKind.System, e.Message, e);
        }
    }

    private LaunchUser FindUser(ContainerRecord record)
    {
        using RootDirectory root = new(OverlayMount.Create(
            new OverlayOptions { Lowers = [parts.Folders.UpperOf(record.Id), .. record.Lowers] },
            MountAttributes.MOUNT_ATTR_RDONLY | MountAttributes.MOUNT_ATTR_NODEV));
        return FindUser(root, record.Config.User, record.Host.GroupAdd);
    }

    private int? ProcessOf(string mode, string kind, out Container? other)
    {
        other = null;
        if (!NamespaceMode.IsContainer(mode, out string? id))
        {
            return null;
        }

        other = parts.Store.Get(id);
        if (!other.State.IsRunning)
        {
            throw new EngineException(EngineErrorKind.Conflict, $"cannot join {kind} namespace of a non running container: {other.Id}");
        }

        if (other.State.Status == ContainerStatus.Restarting)
        {
            throw new EngineException(EngineErrorKind.Conflict, $"Container {other.Id} is restarting, wait until the container is running");
        }

        return other.State.Pid;
    }

    // Whose /dev/shm others may have has it on the host, where their sandboxes find it.
    private string? ShmPath(ContainerRecord record, Container? donor)
    {
        if (donor is not null)
        {
            return donor.Record.Host.IpcMode == NamespaceMode.Host ? Shm : parts.HostMounts.ShmOf(donor.Id);
        }

        return record.Host.IpcMode == NamespaceMode.Shareable ? parts.HostMounts.AttachShm(record.Id, record.Host.ShmSize) : null;
    }
}
