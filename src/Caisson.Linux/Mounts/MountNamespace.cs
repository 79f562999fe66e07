using Caisson.Linux.Files;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Mounts;

/// <summary>What is done to the mount namespace of the calling process as a whole.</summary>
public static class MountNamespace
{
    /// <summary>
    /// Makes the working directory the root, and unmounts the old root from this namespace; pivot_root(2), "pivot_root(".",
    /// ".")".
    /// </summary>
    /// <param name="oldRootPropagation">
    /// MS_SLAVE or MS_PRIVATE: what the old root becomes before it goes, so that nothing is unmounted elsewhere.
    /// </param>
    public static void PivotToWorkingDirectory(MountFlags oldRootPropagation)
    {
        using Descriptors.FileDescriptor oldRoot = FileSystem.Open("/", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        LinuxException.Check(LibC.pivot_root((nint)SyscallNumber.SYS_pivot_root, ".", "."), "pivot_root");

        // The old root now covers the new one; the working directory may still be either.
        FileSystem.ChangeDirectory(oldRoot, "/");
        MountTree.ChangeAt(".", new MountChange { Propagation = oldRootPropagation }, recursive: true);
        Detach(".");
        FileSystem.ChangeDirectory("/");
    }

    /// <summary>Moves the mount at the working directory over the root, and makes it the root: what an initramfs, which can't be pivoted, leaves.</summary>
    public static void MoveToRoot()
    {
        LinuxException.Check(LibC.mount(".", "/", null, (MountFlags)MsMove, null), "mount --move to", "/");
        FileSystem.ChangeRoot(".");
        FileSystem.ChangeDirectory("/");
    }

    /// <summary>Unmounts now, and frees when nothing uses it any more; umount2(2) with MNT_DETACH.</summary>
    public static void Detach(string path) => LinuxException.Check(LibC.umount2(path, MountApi.MNT_DETACH), "umount", path);

    /// <summary>As <see cref="Detach"/>.</summary>
    /// <returns>False where nothing is mounted at the path.</returns>
    public static bool TryDetach(string path)
    {
        int result = LibC.umount2(path, MountApi.MNT_DETACH);
        if (result < 0 && FileSystem.LastError is Errno.EINVAL or Errno.ENOENT)
        {
            return false;
        }

        LinuxException.Check(result, "umount", path);
        return true;
    }

    private const ulong MsMove = 8192;
}
