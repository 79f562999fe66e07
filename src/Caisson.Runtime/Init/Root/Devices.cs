using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.Init.Root;

/// <summary>
/// <c>/dev</c>: the devices that every container has (config-linux.md, "Default Devices"), those of config.json, and the
/// usual links. In a user namespace, where mknod(2) is not allowed, the host's device is bound.
/// </summary>
internal sealed class Devices(RootDirectory root, bool hasUserNamespace) : IDisposable
{
    private const uint DefaultMode = 0b110_110_110;

    private static readonly LinuxDevice[] Default =
    [
        Character("/dev/null", 1, 3),
        Character("/dev/zero", 1, 5),
        Character("/dev/full", 1, 7),
        Character("/dev/random", 1, 8),
        Character("/dev/urandom", 1, 9),
        Character("/dev/tty", 5, 0),
    ];

    private static readonly (string Target, string Path)[] Links =
    [
        ("/proc/self/fd", "/dev/fd"),
        ("/proc/self/fd/0", "/dev/stdin"),
        ("/proc/self/fd/1", "/dev/stdout"),
        ("/proc/self/fd/2", "/dev/stderr"),
    ];

    // Directories that were found once: nearly everything is in one of them.
    private readonly Dictionary<string, FileDescriptor> _parents = [];

    /// <summary>Makes the default devices, the given ones, and the links.</summary>
    internal void Make(LinuxDevice[] devices)
    {
        foreach (LinuxDevice device in Default)
        {
            if (!Array.Exists(devices, given => given.Path == device.Path))
            {
                Make(device, device.Path);
            }
        }

        for (int i = 0; i < devices.Length; i++)
        {
            Make(devices[i], $"config.json: linux.devices[{i}] ({devices[i].Path})");
        }

        foreach ((string target, string path) in Links)
        {
            Link(target, path);
        }

        if (FileSystem.TryStatus("/proc/kcore") is not null)
        {
            Link("/proc/kcore", "/dev/core");
        }

        LinkPtmx();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FileDescriptor parent in _parents.Values)
        {
            parent.Dispose();
        }
    }

    private static LinuxDevice Character(string path, long major, long minor) =>
        new() { Type = DeviceType.Character, Path = path, Major = major, Minor = minor, FileMode = DefaultMode, Uid = 0, Gid = 0 };

    private void Make(LinuxDevice device, string name)
    {
        try
        {
            if (hasUserNamespace)
            {
                Bind(device);
                return;
            }

            (FileDescriptor parent, string entry) = Place(device.Path);
            if (TryMakeNode(parent, entry, device))
            {
                FileSystem.ChangeOwner(entry, device.Uid ?? 0, device.Gid ?? 0, parent);
                FileSystem.ChangeMode(entry, (device.FileMode ?? DefaultMode) & 0xFFF, parent);
            }
        }
        catch (LinuxException e)
        {
            throw new ContainerException($"{name}: {e.Message}", e);
        }
    }

    // What is there already may be a link or a device of the image's: only the very device that is wanted may stay.
    private static bool TryMakeNode(FileDescriptor parent, string entry, LinuxDevice device)
    {
        uint kind = device.Type switch
        {
            DeviceType.Block => StatMode.S_IFBLK,
            DeviceType.Fifo => StatMode.S_IFIFO,
            _ => StatMode.S_IFCHR,
        };
        try
        {
            FileSystem.MakeNode(entry, kind | ((device.FileMode ?? DefaultMode) & 0xFFF), (uint)device.Major, (uint)device.Minor, parent);
            return true;
        }
        catch (LinuxException e) when (e.Errno == Errno.EEXIST)
        {
            FileStatus? there = FileSystem.TryStatus(entry, followLink: false, parent);
            if (there?.Kind == kind && (kind == StatMode.S_IFIFO || there?.SpecialDevice == ((uint)device.Major, (uint)device.Minor)))
            {
                return false;
            }

            throw;
        }
    }

    private void Bind(LinuxDevice device)
    {
        using FileDescriptor place = root.MakeFile(device.Path, DefaultMode);
        using MountTree tree = MountTree.Clone(device.Path, recursive: false);
        tree.AttachTo(place, device.Path);
    }

    private void Link(string target, string path)
    {
        (FileDescriptor parent, string entry) = Place(path);
        FileSystem.MakeSymbolicLink(target, entry, parent);
    }

    // The container's own devpts has its own ptmx; a node of the host's would open the host's terminals.
    private void LinkPtmx()
    {
        (FileDescriptor parent, string entry) = Place("/dev/ptmx");
        FileStatus? there = FileSystem.TryStatus(entry, followLink: false, parent);
        if (there is { IsDirectory: false })
        {
            FileSystem.Remove(entry, at: parent);
        }

        FileSystem.MakeSymbolicLink("pts/ptmx", entry, parent);
    }

    private (FileDescriptor Parent, string Entry) Place(string path)
    {
        (string folder, string entry) = RootDirectory.Split(path);
        if (!_parents.TryGetValue(folder, out FileDescriptor? parent))
        {
            _parents.Add(folder, parent = root.MakeDirectories(folder));
        }

        return (parent, entry);
    }
}
