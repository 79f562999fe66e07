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
        using (MountTree tmpfs = MountTree.Create(new FileSystemOptions("tmpfs", "tmpfs", ["mode=755"]), attributes))
        using (FileDescriptor place = root.MakeDirectories(destination))
        {
            tmpfs.AttachTo(place, destination);
        }

        foreach ((string name, string path) in arguments.Cgroups)
        {
            string target = $"{destination.TrimEnd('/')}/{name}";
            using FileDescriptor place = root.MakeDirectories(target);
            Bind(path, place, options.Set, target);
            LinkControllers(name, destination);
        }

        if ((options.Set & MountAttributes.MOUNT_ATTR_RDONLY) != 0)
        {
            using FileDescriptor place = root.Open(destination, OpenFlags.O_PATH);
            MountTree.ChangeAt(
                place, new MountChange { Set = MountAttributes.MOUNT_ATTR_RDONLY }, recursive: false, destination);
        }
    }

    private static void Bind(string path, FileDescriptor place, MountAttributes attributes, string name)
    {
        using MountTree tree = MountTree.Clone(path, recursive: false);
        tree.Change(new MountChange { Set = attributes }, recursive: false, name);
        tree.AttachTo(place, name);
    }

    // "cpu,cpuacct" is one hierarchy; programs look for /sys/fs/cgroup/cpu.
    private void LinkControllers(string name, string destination)
    {
        if (!name.Contains(',', StringComparison.Ordinal))
        {
            return;
        }

        using FileDescriptor directory = root.Open(destination, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        foreach (string controller in name.Split(','))
        {
            FileSystem.MakeSymbolicLink(name, controller, directory);
        }
    }
}
