using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;

namespace Caisson.Runtime.Init.Root;

/// <summary>
/// A mount of type <c>cgroup</c>: the container sees its own cgroup as the top of the hierarchy. On cgroup v2 that is
/// one directory; on v1 a tmpfs with a directory for each hierarchy, and a link for each controller of a shared one.
/// </summary>
internal sealed class CgroupMount(RootDirectory root, InitArguments arguments)
{
    private const uint DirectoryMode = 0b111_101_101;

    /// <summary>Mounts it.</summary>
    internal void Mount(string destination, MountOptions options)
    {
        if (arguments.Cgroups.TryGetValue("", out string? unified))
        {
            using FileDescriptor place = root.MakeDirectories(destination);
            Bind(unified, place, options.Set, destination);
            return;
        }

        MountAttributes attributes = options.Set & ~MountAttributes.MOUNT_ATTR_RDONLY;
        using MountTree tmpfs = MountTree.Create(new FileSystemOptions("tmpfs", "tmpfs", ["mode=755"]), attributes);
        using (FileDescriptor place = root.MakeDirectories(destination))
        {
            tmpfs.AttachTo(place, destination);
        }

        // Nobody else has ever seen this file system: what is looked up in it by name is what was made there.
        foreach ((string name, string path) in arguments.Cgroups)
        {
            FileSystem.MakeDirectory(name, DirectoryMode, tmpfs);
            using FileDescriptor place = FileSystem.Open(
                name, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW, at: tmpfs);
            Bind(path, place, options.Set, $"{destination.TrimEnd('/')}/{name}");
            LinkControllers(name, tmpfs);
        }

        if ((options.Set & MountAttributes.MOUNT_ATTR_RDONLY) != 0)
        {
            tmpfs.Change(new MountChange { Set = MountAttributes.MOUNT_ATTR_RDONLY }, recursive: false, destination);
        }
    }

    private static void Bind(string path, FileDescriptor place, MountAttributes attributes, string name)
    {
        using MountTree tree = MountTree.Clone(path, recursive: false);
        tree.Change(new MountChange { Set = attributes }, recursive: false, name);
        tree.AttachTo(place, name);
    }

    // "cpu,cpuacct" is one hierarchy; programs look for /sys/fs/cgroup/cpu.
    private static void LinkControllers(string name, MountTree directory)
    {
        if (!name.Contains(',', StringComparison.Ordinal))
        {
            return;
        }

        foreach (string controller in name.Split(','))
        {
            FileSystem.MakeSymbolicLink(name, controller, directory);
        }
    }
}
