using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;

namespace Caisson.Runtime.Init.Root;

/// <summary>
/// linux.maskedPaths and linux.readonlyPaths. A file is covered with the host's <c>/dev/null</c>, a directory with an
/// empty read-only tmpfs; both are taken before the container's own files come into play, and checked to be what they
/// should be, so that a bait in the image's <c>/dev</c> is never mounted (CVE-2025-31133).
/// </summary>
internal sealed class ProtectedPaths : IDisposable
{
    // devices.txt of the kernel: /dev/null is character device 1:3.
    private static readonly (uint Major, uint Minor) NullDevice = (1, 3);

    private FileDescriptor? _null;
    private MountTree? _empty;

    /// <summary>Makes a path and everything mounted below it read-only; nothing there is no error.</summary>
    internal static void MakeReadOnly(RootDirectory root, string path)
    {
        using FileDescriptor? place = root.TryOpen(path);
        if (place is null)
        {
            return;
        }

        using MountTree tree = MountTree.Clone(place, recursive: true, path);
        tree.Change(new MountChange { Set = MountAttributes.MOUNT_ATTR_RDONLY }, recursive: false, path);
        tree.AttachTo(place, path);
    }

    /// <summary>Covers a path; nothing there is no error.</summary>
    internal void Mask(RootDirectory root, string path)
    {
        using FileDescriptor? place = root.TryOpen(path);
        if (place is null)
        {
            return;
        }

        if (!FileSystem.Status(place, path).IsDirectory)
        {
            using MountTree mask = Null();
            mask.AttachTo(place, path);
        }
        else if (_empty is null)
        {
            _empty = MountTree.Create(
                new FileSystemOptions("tmpfs", "tmpfs", ReadOnly: true), MountAttributes.MOUNT_ATTR_RDONLY);
            _empty.AttachTo(place, path);
        }
        else
        {
            // Once attached, one file system serves all directories.
            using MountTree mask = MountTree.Clone(_empty, recursive: false, path);
            mask.AttachTo(place, path);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _null?.Dispose();
        _empty?.Dispose();
    }

    private MountTree Null()
    {
        if (_null is null)
        {
            _null = FileSystem.Open("/dev/null", OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW);
            FileStatus status = FileSystem.Status(_null, "/dev/null");
            if (status.Kind != StatMode.S_IFCHR || status.SpecialDevice != NullDevice)
            {
                throw new ContainerException("the host's /dev/null is not the null device (character device 1:3)");
            }
        }

        return MountTree.Clone(_null, recursive: false, "/dev/null");
    }
}
