using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.Init.Root;

/// <summary>
/// Mounts one entry of config.json after the other: makes the mount or copy of a mount, attached nowhere; finds or
/// makes its place inside the root; attaches it there.
/// </summary>
internal sealed class Mounter(RootDirectory root, InitArguments arguments)
{
    private readonly List<(string Destination, MountChange Change)> _postponed = [];
    private readonly string _rootPath = FileSystem.TryReadLink(root.Directory.ProcPath) ?? "";

    /// <summary>Mounts an entry.</summary>
    /// <param name="index">Its number in config.json.</param>
    /// <param name="mount">The entry.</param>
    internal void Mount(int index, ContainerMount mount)
    {
        MountOptions options = MountOptions.Parse(mount.Options);
        string destination = mount.Destination.StartsWith('/') ? mount.Destination : "/" + mount.Destination;
        if (options.IsRemount)
        {
            using FileDescriptor place = root.Open(destination, OpenFlags.O_PATH);
            MountTree.ChangeAt(place, new MountChange { Set = options.Set, Clear = options.Clear }, recursive: false, destination);
            return;
        }

        if (mount.Type == "cgroup")
        {
            new CgroupMount(root, arguments).Mount(destination, options);
            return;
        }

        bool isBind = options.IsBind || mount.Type == "bind";
        using MountTree tree = isBind ? Bind(index, mount, options) : Create(mount, destination, options);
        using FileDescriptor target = MakePlace(tree, mount, destination, isBind);
        MountPolicy.Check(_rootPath, target, tree, mount, isBind);
        if (options.CopiesUp)
        {
            CopyUp.Fill(target, tree, destination);
        }

        Finish(tree, options, destination, isBind);
        tree.AttachTo(target, destination);
        SetPropagation(options, destination);
    }

    /// <summary>Write-protects what had to stay writable until the devices were made.</summary>
    internal void ApplyPostponed()
    {
        foreach ((string destination, MountChange change) in _postponed)
        {
            using FileDescriptor place = root.Open(destination, OpenFlags.O_PATH);
            MountTree.ChangeAt(place, change, recursive: false, destination);
        }
    }

    private MountTree Bind(int index, ContainerMount mount, MountOptions options)
    {
        // A source that only the runtime may reach comes as a tree that the runtime has cloned.
        if (arguments.MountTrees.TryGetValue(index, out int number))
        {
            return MountTree.Adopt(new FileDescriptor(number));
        }

        string source = mount.Source ?? "";
        string path = source.StartsWith('/') ? source : $"{arguments.Bundle}/{source}";
        return MountTree.Clone(path, options.IsRecursive);
    }

    private MountTree Create(ContainerMount mount, string destination, MountOptions options)
    {
        var own = new List<string>(options.FileSystem);
        if (mount.Type == "tmpfs" && !own.Exists(static o => o.StartsWith("mode=", StringComparison.Ordinal)))
        {
            // A tmpfs over a directory of the image keeps that directory's permissions.
            using FileDescriptor? covered = root.TryOpen(destination);
            if (covered is not null)
            {
                own.Add("mode=" + Convert.ToString(FileSystem.Status(covered, destination).Permissions, 8));
            }
        }

        MountAttributes attributes = options.Set & ~Postponed(destination, options);
        return MountTree.Create(
            new FileSystemOptions(mount.Type ?? "", mount.Source, own, ReadOnly: false), attributes);
    }

    private FileDescriptor MakePlace(MountTree tree, ContainerMount mount, string destination, bool isBind)
    {
        // A link in the place of /proc would let the image choose where the kernel's own files go.
        if (mount.Type is "proc" or "sysfs"
            && root.TryOpen(destination, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW) is { } existing)
        {
            using (existing)
            {
                if (FileSystem.Status(existing, destination).IsSymbolicLink)
                {
                    throw new ContainerException(
                        $"config.json: mounts ({destination}): a {mount.Type} must be mounted on an ordinary directory, not on a symbolic link");
                }
            }
        }

        bool isDirectory = !isBind || FileSystem.Status(tree, destination).IsDirectory;
        return isDirectory ? root.MakeDirectories(destination) : root.MakeFile(destination);
    }

    private void Finish(MountTree tree, MountOptions options, string destination, bool isBind)
    {
        if (isBind && (options.Set | options.Clear) != 0)
        {
            var change = new MountChange { Set = options.Set & ~Postponed(destination, options), Clear = options.Clear };
            try
            {
                tree.Change(change, recursive: false, destination);
            }
            catch (LinuxException e) when (e.Errno == Errno.EPERM && options.Clear != 0)
            {
                // In a user namespace, what the host has locked (read-only, nosuid …) can't be taken off: it stays on.
                tree.Change(change with { Clear = options.Clear & MountAttributes.MOUNT_ATTR__ATIME }, recursive: false, destination);
            }
        }

        if ((options.SetRecursive | options.ClearRecursive) != 0)
        {
            tree.Change(
                new MountChange { Set = options.SetRecursive, Clear = options.ClearRecursive }, recursive: true, destination);
        }
    }

    private void SetPropagation(MountOptions options, string destination)
    {
        foreach (MountFlags propagation in options.Propagation)
        {
            using FileDescriptor place = root.Open(destination, OpenFlags.O_PATH);
            MountTree.ChangeAt(
                place,
                new MountChange { Propagation = propagation & ~MountFlags.MS_REC },
                (propagation & MountFlags.MS_REC) != 0,
                destination);
        }
    }

    // /dev is filled after all mounts; until then it must be writable.
    private MountAttributes Postponed(string destination, MountOptions options)
    {
        MountAttributes readOnly = options.Set & MountAttributes.MOUNT_ATTR_RDONLY;
        if (destination.TrimEnd('/') != "/dev" || readOnly == 0)
        {
            return MountAttributes.None;
        }

        if (_postponed.Count == 0)
        {
            _postponed.Add((destination, new MountChange { Set = readOnly }));
        }

        return readOnly;
    }
}
