using Caisson.Images.Store;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Build.Images;

/// <summary>How much is in a folder.</summary>
internal static class FolderSize
{
    /// <summary>Counts the files below a folder, and their bytes.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="tarBytes">The length of its tar.</param>
    internal static LayerRecord Measure(string folder, long tarBytes)
    {
        using FileDescriptor directory = FileSystem.Open(folder, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        long bytes = 0;
        long entries = 0;
        Stack<FileDescriptor> open = new([directory.Duplicate()]);
        while (open.TryPop(out FileDescriptor? current))
        {
            using (current)
            {
                foreach (byte[] name in DirectoryListing.RawNames(current, folder))
                {
                    entries++;
                    if (DirectoryCalls.Status(current, name, out FileStatus status) != default)
                    {
                        continue;
                    }

                    if (status.Kind == StatMode.S_IFREG)
                    {
                        bytes += (long)status.SizeBytes;
                    }
                    else if (status.IsDirectory && Open(current, name) is { } child)
                    {
                        open.Push(child);
                    }
                }
            }
        }

        return new LayerRecord(tarBytes, bytes, entries);
    }

    private static FileDescriptor? Open(FileDescriptor directory, byte[] name)
    {
        DirectoryCalls.Open(
            directory,
            name,
            OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW,
            ResolveFlags.RESOLVE_BENEATH | ResolveFlags.RESOLVE_NO_SYMLINKS,
            0,
            out FileDescriptor? child);
        return child;
    }
}
