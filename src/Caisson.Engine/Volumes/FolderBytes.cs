using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Engine.Volumes;

/// <summary>How much is in a directory.</summary>
internal static class FolderBytes
{
    /// <summary>The bytes of all files below it, each file once whatever its names.</summary>
    /// <param name="folder">The directory.</param>
    /// <param name="cancellation">Ends the work.</param>
    internal static long Of(string folder, CancellationToken cancellation)
    {
        using FileDescriptor? root = FileSystem.TryOpen(folder, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW);
        HashSet<(ulong, uint, uint)> seen = [];
        return root is null ? 0 : Of(root, folder, seen, cancellation);
    }

    private static long Of(FileDescriptor directory, string name, HashSet<(ulong, uint, uint)> seen, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        long bytes = 0;
        foreach (string entry in DirectoryListing.Names(directory, name))
        {
            if (FileSystem.TryStatus(entry, followLink: false, directory) is not { } status)
            {
                continue;
            }

            if (status.LinkCount <= 1 || status.IsDirectory || seen.Add((status.Inode, status.Device.Major, status.Device.Minor)))
            {
                bytes += status.IsDirectory ? 0 : (long)status.SizeBytes;
            }

            if (status.IsDirectory)
            {
                bytes += Below(directory, entry, seen, cancellation);
            }
        }

        return bytes;
    }

    private static long Below(FileDescriptor parent, string entry, HashSet<(ulong, uint, uint)> seen, CancellationToken cancellation)
    {
        try
        {
            using FileDescriptor? below = FileSystem.TryOpen(entry, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW, parent);
            return below is null ? 0 : Of(below, entry, seen, cancellation);
        }
        catch (LinuxException)
        {
            // It went, or became something else, while it was looked at: whoever owns it works on.
            return 0;
        }
    }
}
