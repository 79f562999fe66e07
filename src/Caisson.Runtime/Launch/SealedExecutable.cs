using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Processes;
using Caisson.Linux.Uapi;
using Caisson.Runtime.Programs;

namespace Caisson.Runtime.Launch;

/// <summary>
/// The runtime's executable where nobody can write to it. What runs inside a container is executed from there, so that
/// <c>/proc/PID/exe</c> never leads to the file on the host: a process in the container could open that file and
/// overwrite it (CVE-2019-5736).
/// </summary>
/// <remarks>
/// An overlay without an upper layer is such a place: nothing makes it writable, it is mounted nowhere, it shares the
/// file's pages with everybody else, and it is gone with the last process that runs from it. Where the kernel or the
/// caller's rights do not have one, a copy in sealed memory does the same for twenty times the time.
/// </remarks>
public static class SealedExecutable
{
    private const string Own = "/proc/self/exe";
    private const uint ExecuteOnly = 0b001_001_001;
    private const uint ReadAndExecute = 0b101_101_101;

    // An overlay without an upper layer wants two lower ones, and neither may contain the other.
    private const string SecondLayer = "/sys";

    /// <summary>The executable for a process that nobody else in its namespaces sees before it has hidden itself.</summary>
    internal static FileDescriptor Open()
    {
        FileDescriptor own = FileSystem.Open(Own, OpenFlags.O_RDONLY);
        if (IsSealed(own))
        {
            return own;
        }

        using (own)
        {
            return TryOverlay(own) ?? Copy(own, ReadAndExecute);
        }
    }

    /// <summary>
    /// The executable for a process that others can see from its clone on. Nobody may read this one: a process that
    /// executes such a file can't be traced by those who may trace others in its namespaces (CVE-2016-9962); proc(5)
    /// has it as PR_SET_DUMPABLE from birth.
    /// </summary>
    internal static FileDescriptor OpenUnreadable()
    {
        using FileDescriptor own = FileSystem.Open(Own, OpenFlags.O_RDONLY);
        return Copy(own, ExecuteOnly);
    }

    /// <summary>Executes this process anew from a sealed executable, unless that is where it comes from.</summary>
    /// <param name="arguments">The command line behind the program's name.</param>
    public static void EnsureFor(string[] arguments)
    {
        using FileDescriptor own = FileSystem.Open(Own, OpenFlags.O_RDONLY);
        if (IsSealed(own))
        {
            return;
        }

        using FileDescriptor executable = TryOverlay(own) ?? Copy(own, ReadAndExecute);
        using var program = new SyscallProgram();
        program.ExecuteFile(executable, ["caisson-runtime", .. arguments], ProcessEnvironmentBlock.Current());
        program.RunHere();
    }

    private static FileDescriptor? TryOverlay(FileDescriptor own)
    {
        if (FileSystem.TryReadLink(Own) is not { } path || Path.GetDirectoryName(path) is not { } folder)
        {
            return null;
        }

        try
        {
            const OpenFlags Directory = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY;
            using FileDescriptor first = FileSystem.Open(folder, Directory);
            using FileDescriptor second = FileSystem.Open(SecondLayer, Directory);
            string layers = $"lowerdir=/proc/self/fd/{first.Number}:/proc/self/fd/{second.Number}";
            using MountTree overlay = MountTree.Create(
                new FileSystemOptions("overlay", Options: [layers, "xino=off"]),
                MountAttributes.MOUNT_ATTR_RDONLY | MountAttributes.MOUNT_ATTR_NOSUID | MountAttributes.MOUNT_ATTR_NODEV);
            FileDescriptor executable = FileSystem.Open(Path.GetFileName(path), OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW, at: overlay);
            if (IsSameFile(executable, own))
            {
                return executable;
            }

            // Replaced by another version since this process was started: that one may expect other arguments.
            executable.Dispose();
        }
        catch (LinuxException)
        {
            // An ordinary user, a file system that can't be a layer, a kernel without overlayfs.
        }

        return null;
    }

    private static bool IsSameFile(FileDescriptor executable, FileDescriptor own)
    {
        FileStatus there = FileSystem.Status(executable, "overlay");
        FileStatus here = FileSystem.Status(own, Own);
        return there.Inode == here.Inode && there.SizeBytes == here.SizeBytes;
    }

    private static MemFd Copy(FileDescriptor executable, uint mode)
    {
        MemFd copy = MemFd.CreateExecutable("caisson-runtime");
        copy.CopyFrom(executable);
        FileSystem.ChangeMode(copy, mode);
        copy.Seal(MemFd.ReadOnlySeals);
        return copy;
    }

    private static bool IsSealed(FileDescriptor executable) =>
        IsOnDetachedOverlay(executable)
        || (MemFd.GetSeals(executable) is { } seals && (seals & MemFd.ReadOnlySeals) == MemFd.ReadOnlySeals);

    // Read-only alone is not enough: what the host has mounted so, the host may one day mount otherwise. A file on a
    // mount that is in no tree of mounts has no path but its name.
    private static bool IsOnDetachedOverlay(FileDescriptor executable) =>
        FileSystem.IsReadOnly(executable)
        && FileSystem.Magic(executable) == FileSystemMagic.OVERLAYFS_SUPER_MAGIC
        && FileSystem.TryReadLink(Own)?.LastIndexOf('/') == 0;
}
