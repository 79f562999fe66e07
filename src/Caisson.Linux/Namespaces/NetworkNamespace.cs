using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Namespaces;

/// <summary>Network namespaces, held by descriptors and pinned to paths; network_namespaces(7).</summary>
public static class NetworkNamespace
{
    private const string Own = "/proc/thread-self/ns/net";
    private const uint PinMode = 0b100_100_100;

    /// <summary>The namespace of the calling thread.</summary>
    public static FileDescriptor OpenOwn() => FileSystem.Open(Own, OpenFlags.O_RDONLY);

    /// <summary>The namespace that is pinned to a path.</summary>
    /// <param name="path">The path.</param>
    /// <exception cref="LinuxException">ENOENT; EINVAL: what is there is no network namespace.</exception>
    public static FileDescriptor Open(string path)
    {
        FileDescriptor opened = FileSystem.Open(path, OpenFlags.O_RDONLY);
        if (FileSystem.Magic(opened) == NamespaceFileSystemMagic)
        {
            return opened;
        }

        opened.Dispose();
        throw new LinuxException(Errno.EINVAL, "open network namespace", path);
    }

    /// <summary>Takes the calling thread into a new namespace, which has a loopback interface that is off.</summary>
    /// <exception cref="LinuxException">EPERM: no CAP_SYS_ADMIN; ENOSPC: too many namespaces.</exception>
    public static void EnterFresh() =>
        LinuxException.Check(LibC.unshare(unchecked((int)CloneFlags.CLONE_NEWNET)), "unshare", "network namespace");

    /// <summary>Takes the calling thread into a namespace.</summary>
    /// <param name="target">The namespace.</param>
    /// <exception cref="LinuxException">EPERM: no CAP_SYS_ADMIN; EINVAL: no network namespace.</exception>
    public static void Enter(FileDescriptor target) =>
        LinuxException.Check(LibC.setns(target, unchecked((int)CloneFlags.CLONE_NEWNET)), "setns", "network namespace");

    /// <summary>Keeps a namespace at a path, so that others find it there and it stays when all that use it are gone.</summary>
    /// <param name="target">The namespace.</param>
    /// <param name="path">The path; nothing is there, its folder is.</param>
    public static void Pin(FileDescriptor target, string path)
    {
        using FileDescriptor place = FileSystem.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, PinMode);
        try
        {
            using MountTree tree = MountTree.Clone(target.ProcPath, recursive: false);
            tree.AttachTo(place, path);
        }
        catch
        {
            FileSystem.Remove(path);
            throw;
        }
    }

    /// <summary>Ends what <see cref="Pin"/> did; whatever still uses the namespace keeps it.</summary>
    /// <param name="path">The path.</param>
    /// <returns>False if nothing was there.</returns>
    public static bool Unpin(string path)
    {
        try
        {
            MountNamespace.Detach(path);
        }
        catch (LinuxException e) when (e.Errno is Errno.EINVAL or Errno.ENOENT)
        {
            // Not mounted: what is left of a Pin that was killed half-way, or nothing.
        }

        return FileSystem.Remove(path);
    }

    // NSFS_MAGIC; linux/magic.h.
    private const long NamespaceFileSystemMagic = 0x6e736673;
}
