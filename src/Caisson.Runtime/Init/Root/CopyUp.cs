using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Runtime.Init.Root;

/// <summary>The option <c>tmpcopyup</c>: a tmpfs that starts with what it covers.</summary>
internal static class CopyUp
{
    private const int FileLimitBytes = 1 << 30;

    /// <summary>Copies a directory's contents, with modes and owners, following no link.</summary>
    /// <param name="source">A handle on what will be covered.</param>
    /// <param name="destination">The new file system, attached nowhere yet.</param>
    /// <param name="name">What to call it in an error.</param>
    internal static void Fill(FileDescriptor source, FileDescriptor destination, string name)
    {
        using FileDescriptor from = FileSystem.Open(".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, at: source);
        foreach (string entry in DirectoryListing.Names(from, name))
        {
            FileStatus status = FileSystem.TryStatus(entry, followLink: false, from)
                ?? throw new LinuxException(Errno.ENOENT, "copy", entry);
            switch (status.Kind)
            {
                case StatMode.S_IFDIR:
                    FileSystem.MakeDirectory(entry, status.Permissions, destination);
                    using (FileDescriptor sub = FileSystem.Open(entry, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW, at: from))
                    using (FileDescriptor made = FileSystem.Open(entry, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW, at: destination))
                    {
                        Fill(sub, made, entry);
                    }

                    break;
                case StatMode.S_IFLNK:
                    FileSystem.MakeSymbolicLink(FileSystem.TryReadLink(entry, from) ?? "", entry, destination);
                    break;
                case StatMode.S_IFREG:
                    CopyFile(from, destination, entry, status);
                    break;
                default:
                    FileSystem.MakeNode(
                        entry, status.Mode, status.SpecialDevice.Major, status.SpecialDevice.Minor, destination);
                    break;
            }

            FileSystem.ChangeOwner(entry, status.UserId, status.GroupId, destination);
            if (!status.IsSymbolicLink)
            {
                // Last: a change of owner takes set-user-id and set-group-id away.
                FileSystem.ChangeMode(entry, status.Permissions, destination);
            }
        }
    }

    private static void CopyFile(FileDescriptor from, FileDescriptor to, string name, FileStatus status)
    {
        using FileDescriptor source = FileSystem.Open(name, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW, at: from);
        using FileDescriptor target = FileSystem.Open(
            name, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, status.Permissions, to);
        target.WriteAll(FileSystem.ReadToEnd(source, name, FileLimitBytes));
    }
}
