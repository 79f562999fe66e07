using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Engine.Sandboxes;

/// <summary>
/// The folder of a container that runs, below the exec root: its bundle, and the place its root is mounted at. In the host's
/// mount namespace, so that shared and slave propagation of bind mounts mean what they say. Thread: one at a time.
/// </summary>
internal sealed class SandboxFolder
{
    private const uint PrivateDirectory = 0b111_001_001;
    private const uint OwnerOnly = 0b110_000_000;
    private const string RootName = "rootfs";
    private const string ConfigName = "config.json";

    internal SandboxFolder(string execRoot, string id)
    {
        Path = $"{AllOf(execRoot)}/{id}";
    }

    /// <summary>Where the folders of all containers are.</summary>
    internal static string AllOf(string execRoot) => $"{execRoot}/containers";

    /// <summary>The folder: an OCI bundle.</summary>
    internal string Path { get; }

    /// <summary>Where the root is mounted.</summary>
    internal string RootPath => $"{Path}/{RootName}";

    /// <summary>Makes it, in place of what an earlier start has left.</summary>
    /// <param name="config">What the container is to be.</param>
    /// <param name="root">Its root's layers.</param>
    /// <exception cref="LinuxException">The overlay cannot be mounted; nothing is left.</exception>
    internal void Make(ContainerConfig config, SandboxRoot root)
    {
        Remove();
        FileSystem.MakeDirectory(System.IO.Path.GetDirectoryName(Path)!, PrivateDirectory);
        FileSystem.MakeDirectory(Path, PrivateDirectory);
        try
        {
            FileSystem.MakeDirectory(RootPath, PrivateDirectory);
            using (MountTree overlay = Overlay(root))
            using (FileDescriptor place = FileSystem.Open(RootPath, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY))
            {
                overlay.AttachTo(place, RootPath);
            }

            ContainerConfig whole = config with { Root = (config.Root ?? new ContainerRoot()) with { Path = RootName } };
            using FileDescriptor folder = FileSystem.Open(Path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            FileSystem.WriteFile(ConfigName, whole.ToUtf8(), OwnerOnly, folder);
        }
        catch
        {
            Remove();
            throw;
        }
    }

    /// <summary>Keeps the process of an exec, for the keeper to read.</summary>
    /// <returns>The path of the file.</returns>
    internal string KeepProcess(string execId, ContainerProcess process)
    {
        using FileDescriptor folder = FileSystem.Open(Path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        string name = $"exec-{execId}.json";
        FileSystem.WriteFile(name, process.ToUtf8(), OwnerOnly, folder);
        return $"{Path}/{name}";
    }

    /// <summary>Unmounts the root and removes the folder; nothing happens where there is none.</summary>
    internal void Remove()
    {
        if (FileSystem.TryStatus(Path, followLink: false) is null)
        {
            return;
        }

        // Whoever still looks into it (docker cp) keeps what it has open.
        while (MountNamespace.TryDetach(RootPath))
        {
        }

        // By itself, and first: if it is not empty it is still mounted, and what is in it is not to be removed.
        FileSystem.Remove(RootPath, isDirectory: true);
        DirectoryListing.RemoveTree(Path);
    }

    /// <summary>The root where it is mounted; null where it is not.</summary>
    internal RootDirectory? TryOpenRoot()
    {
        FileDescriptor? place = FileSystem.TryOpen(RootPath, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        if (place is not null && FileSystem.Magic(place) != FileSystemMagic.OVERLAYFS_SUPER_MAGIC)
        {
            place.Dispose();
            place = null;
        }

        return place is null ? null : new RootDirectory(place);
    }

    /// <summary>A container's root, mounted nowhere.</summary>
    internal static MountTree Overlay(SandboxRoot root) => OverlayMount.Create(
        new OverlayOptions { Lowers = root.Lowers, Upper = root.Upper, Work = root.Work }, MountAttributes.None);
}
