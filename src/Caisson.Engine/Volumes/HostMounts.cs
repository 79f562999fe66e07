using System.Globalization;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;

namespace Caisson.Engine.Volumes;

/// <summary>
/// What has to be mounted on the host as long as a container runs, for its sandbox to take from: volumes of other file
/// systems, places in volumes, images. They are in a folder of the container, and go with it.
/// </summary>
/// <remarks>Thread: any; one at a time for a container.</remarks>
internal sealed class HostMounts(string folder)
{
    private const uint PrivateDirectory = 0b111_000_000;

    /// <summary>Attaches a mount for a container.</summary>
    /// <param name="containerId">The container.</param>
    /// <param name="tree">The mount; it stays the caller's.</param>
    /// <param name="isDirectory">Whether it is one of a directory.</param>
    /// <returns>Where it is.</returns>
    internal string Attach(string containerId, MountTree tree, bool isDirectory)
    {
        string parent = FolderOf(containerId);
        Directory.CreateDirectory(parent);
        FileSystem.ChangeMode(parent, PrivateDirectory);
        int number = Directory.GetFileSystemEntries(parent).Length;
        string path = Path.Combine(parent, number.ToString(CultureInfo.InvariantCulture));
        if (isDirectory)
        {
            FileSystem.MakeDirectory(path, PrivateDirectory);
        }
        else
        {
            FileSystem.Open(path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT, PrivateDirectory).Dispose();
        }

        using FileDescriptor place = FileSystem.Open(path, OpenFlags.O_PATH);
        tree.AttachTo(place, path);
        return path;
    }

    /// <summary>Makes the /dev/shm of a container that others may use too.</summary>
    /// <param name="containerId">The container.</param>
    /// <param name="sizeBytes">Its size.</param>
    /// <returns>Where it is.</returns>
    internal string AttachShm(string containerId, long sizeBytes)
    {
        FileSystemOptions options = new("tmpfs", "shm", ["mode=1777", string.Create(CultureInfo.InvariantCulture, $"size={sizeBytes}")]);
        using MountTree tree = MountTree.Create(
            options, MountAttributes.MOUNT_ATTR_NOSUID | MountAttributes.MOUNT_ATTR_NODEV | MountAttributes.MOUNT_ATTR_NOEXEC);
        string path = ShmOf(containerId);
        Directory.CreateDirectory(path);
        using FileDescriptor place = FileSystem.Open(path, OpenFlags.O_PATH);
        tree.AttachTo(place, path);
        return path;
    }

    /// <summary>Where the /dev/shm of such a container is.</summary>
    internal string ShmOf(string containerId) => Path.Combine(FolderOf(containerId), "shm");

    /// <summary>Takes down all of a container.</summary>
    internal void Release(string containerId)
    {
        string parent = FolderOf(containerId);
        if (!Directory.Exists(parent))
        {
            return;
        }

        foreach (string path in Directory.GetFileSystemEntries(parent))
        {
            try
            {
                MountNamespace.Detach(path);
            }
            catch (LinuxException e) when (e.Errno == Errno.EINVAL)
            {
                // Nothing is mounted there: the start went no further.
            }

            FileSystem.Remove(path, isDirectory: Directory.Exists(path));
        }

        FileSystem.Remove(parent, isDirectory: true);
    }

    /// <summary>Takes down all of containers that do not run.</summary>
    internal void ReleaseAllBut(IReadOnlySet<string> running)
    {
        if (Directory.Exists(folder))
        {
            foreach (string path in Directory.GetDirectories(folder))
            {
                if (!running.Contains(Path.GetFileName(path)))
                {
                    Release(Path.GetFileName(path));
                }
            }
        }
    }

    private string FolderOf(string containerId) => Path.Combine(folder, containerId);
}
