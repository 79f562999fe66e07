using System.Globalization;
using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Files;

/// <summary>
/// Removes directories with everything in them, however deep they are, with a bounded number of open descriptors and a
/// bounded stack. No symbolic link is followed. Directories that their owner may not change are made changeable first.
/// </summary>
public static class TreeRemoval
{
    // Directories below are moved up to the top before they are emptied: whoever made the tree chose its depth.
    private const int DepthMax = 32;

    private const uint OwnerOnly = 0b111_000_000;

    /// <summary>Removes an entry of a directory, with what is in it where it is a directory itself.</summary>
    /// <param name="directory">Where it is.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="display">What to call it in an error.</param>
    /// <exception cref="LinuxException">Something could not be removed.</exception>
    public static void Remove(FileDescriptor directory, ReadOnlySpan<byte> name, string display)
    {
        Errno error = DirectoryCalls.Remove(directory, name);
        if (error is Errno.EISDIR or Errno.EPERM)
        {
            using (FileDescriptor child = OpenDirectory(directory, name, display))
            {
                Empty(child, display);
            }

            error = DirectoryCalls.Remove(directory, name, isDirectory: true);
        }

        if (error is not (Errno.None or Errno.ENOENT))
        {
            throw new LinuxException(error, "unlink", display);
        }
    }

    /// <summary>Removes what is in a directory.</summary>
    /// <param name="directory">The directory, open for reading.</param>
    /// <param name="display">What to call it in an error.</param>
    /// <exception cref="LinuxException">Something could not be removed.</exception>
    public static void Empty(FileDescriptor directory, string display)
    {
        int moved = 0;
        while (Pass(directory, directory, 0, ref moved, display))
        {
            FileSystem.Rewind(directory, display);
        }
    }

    // Returns whether something was moved up to the top, which is then not empty yet.
    private static bool Pass(FileDescriptor top, FileDescriptor directory, int depth, ref int moved, string display)
    {
        bool again = false;
        foreach (byte[] name in DirectoryListing.RawNames(directory, display))
        {
            Errno error = DirectoryCalls.Remove(directory, name);
            if (error == Errno.EACCES)
            {
                FileSystem.ChangeMode(directory, OwnerOnly);
                error = DirectoryCalls.Remove(directory, name);
            }

            if (error is Errno.EISDIR or Errno.EPERM)
            {
                error = DirectoryCalls.Remove(directory, name, isDirectory: true);
            }

            if (error is Errno.ENOTEMPTY or Errno.EEXIST)
            {
                if (depth == DepthMax)
                {
                    MoveUp(top, directory, name, ref moved, display);
                    again = true;
                    continue;
                }

                using (FileDescriptor child = OpenDirectory(directory, name, display))
                {
                    again |= Pass(top, child, depth + 1, ref moved, display);
                }

                error = DirectoryCalls.Remove(directory, name, isDirectory: true);
            }

            if (error is not (Errno.None or Errno.ENOENT))
            {
                throw new LinuxException(error, "unlink", $"{display}/…/{Encoding.UTF8.GetString(name)}");
            }
        }

        return again;
    }

    private static void MoveUp(FileDescriptor top, FileDescriptor directory, byte[] name, ref int moved, string display)
    {
        Errno error;
        do
        {
            string free = string.Create(CultureInfo.InvariantCulture, $".removing-{moved++}");
            error = DirectoryCalls.RenameWithoutReplacing(directory, name, top, Encoding.UTF8.GetBytes(free));

            // Moving a directory changes its "..": it has to be writable itself.
            if (error == Errno.EACCES && DirectoryCalls.ChangeMode(directory, name, OwnerOnly) == Errno.None)
            {
                error = DirectoryCalls.RenameWithoutReplacing(directory, name, top, Encoding.UTF8.GetBytes(free));
            }
        }
        while (error == Errno.EEXIST);

        if (error != Errno.None)
        {
            throw new LinuxException(error, "rename", $"{display}/…/{Encoding.UTF8.GetString(name)}");
        }
    }

    private static FileDescriptor OpenDirectory(FileDescriptor directory, ReadOnlySpan<byte> name, string display)
    {
        const OpenFlags Flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
        Errno error = DirectoryCalls.Open(directory, name, Flags, ResolveFlags.None, 0, out FileDescriptor? child);
        if (error == Errno.EACCES && DirectoryCalls.ChangeMode(directory, name, OwnerOnly) == Errno.None)
        {
            error = DirectoryCalls.Open(directory, name, Flags, ResolveFlags.None, 0, out child);
        }

        return child ?? throw new LinuxException(error, "open", display);
    }
}
