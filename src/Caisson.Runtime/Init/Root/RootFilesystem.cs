using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.Init.Root;

/// <summary>
/// The container's view of files, built inside its mount namespace: the root bound onto itself, everything of
/// config.json mounted below, and finally made <c>/</c>. Every place is found by its descriptor inside the root
/// (<see cref="RootDirectory"/>), so that links that somebody swaps meanwhile lead nowhere.
/// </summary>
internal sealed class RootFilesystem : IDisposable
{
    private readonly ContainerConfig _config;
    private readonly InitArguments _arguments;
    private readonly bool _hasUserNamespace;

    private RootFilesystem(ContainerConfig config, InitArguments arguments, RootDirectory root)
    {
        _config = config;
        _arguments = arguments;
        _hasUserNamespace = arguments.HasUserNamespace;
        Root = root;
    }

    /// <summary>The container's root, before it is <c>/</c>.</summary>
    internal RootDirectory Root { get; }

    /// <summary>Detaches the namespace's mounts from the host's and binds the root onto itself.</summary>
    internal static RootFilesystem Open(ContainerConfig config, InitArguments arguments)
    {
        string rootfs = arguments.Rootfs;
        MountFlags propagation = RootPropagation.Flags(config.Linux?.RootfsPropagation);
        MountTree.ChangeAt(
            "/",
            new MountChange { Propagation = propagation & ~MountFlags.MS_REC },
            recursive: (propagation & MountFlags.MS_REC) != 0);
        if ((propagation & MountFlags.MS_SHARED) != 0)
        {
            RootPropagation.MakeParentPrivate(rootfs);
        }

        using (MountTree tree = MountTree.Clone(rootfs, recursive: true))
        using (FileDescriptor place = Linux.Files.FileSystem.Open(rootfs, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY))
        {
            tree.AttachTo(place, rootfs);
        }

        return new RootFilesystem(config, arguments, RootDirectory.Open(rootfs));
    }

    /// <summary>Mounts what config.json lists, in its order, and makes the devices.</summary>
    internal void Mount()
    {
        ContainerMount[] mounts = _config.Mounts ?? [];
        var mounter = new Mounter(Root, _arguments);
        for (int i = 0; i < mounts.Length; i++)
        {
            try
            {
                mounter.Mount(i, mounts[i]);
            }
            catch (LinuxException e)
            {
                throw new ContainerException($"config.json: mounts[{i}] ({mounts[i].Destination}): {e.Message}", e);
            }
        }

        if (HasOwnDev(mounts))
        {
            using var devices = new Devices(Root, _hasUserNamespace);
            devices.Make(_config.Linux?.Devices ?? []);
        }

        mounter.ApplyPostponed();
    }

    /// <summary>Covers what the container shall not see and write-protects what it shall not change.</summary>
    internal void Protect()
    {
        foreach (string path in _config.Linux?.ReadonlyPaths ?? [])
        {
            ProtectedPaths.MakeReadOnly(Root, path);
        }

        using var masks = new ProtectedPaths();
        foreach (string path in _config.Linux?.MaskedPaths ?? [])
        {
            masks.Mask(Root, path);
        }
    }

    /// <summary>Makes the root <c>/</c>, and read-only if it shall be.</summary>
    internal void Enter()
    {
        Linux.Files.FileSystem.ChangeDirectory(Root.Directory, _arguments.Rootfs);
        if (_arguments.NoPivot)
        {
            MountNamespace.MoveToRoot();
        }
        else
        {
            // A root that sends its events on must not send the unmounting of the old one.
            bool isSlave = _config.Linux?.RootfsPropagation is null or RootfsPropagation.Slave or RootfsPropagation.Rslave;
            MountNamespace.PivotToWorkingDirectory(isSlave ? MountFlags.MS_SLAVE : MountFlags.MS_PRIVATE);
        }

        if (_config.Linux?.RootfsPropagation is { } propagation)
        {
            MountFlags flags = RootPropagation.Flags(propagation);
            MountTree.ChangeAt(
                "/", new MountChange { Propagation = flags & ~MountFlags.MS_REC }, (flags & MountFlags.MS_REC) != 0);
        }

        if (_config.Root?.Readonly == true)
        {
            MountTree.ChangeAt("/", new MountChange { Set = MountAttributes.MOUNT_ATTR_RDONLY }, recursive: false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Root.Dispose();

    // Devices are made where /dev is the container's own: a file system of its own, or part of the root.
    private static bool HasOwnDev(ContainerMount[] mounts)
    {
        foreach (ContainerMount mount in mounts)
        {
            if (mount.Destination.TrimEnd('/') == "/dev" && (mount.Type == "bind" || MountOptions.Parse(mount.Options).IsBind))
            {
                return false;
            }
        }

        return true;
    }
}
