using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Files;

/// <summary>
/// Locks of open files and directories among processes and threads that all ask; flock(2). A lock belongs to the open
/// file description: it ends with its last descriptor, at the latest with its process.
/// </summary>
public static class FileLock
{
    /// <summary>Takes a lock that others may share, waiting while somebody has the exclusive one.</summary>
    public static void TakeShared(FileDescriptor file, string name) => Take(file, name, Fcntl.LOCK_SH);

    /// <summary>Takes the exclusive lock, waiting while somebody has any.</summary>
    public static void TakeExclusive(FileDescriptor file, string name) => Take(file, name, Fcntl.LOCK_EX);

    /// <summary>Takes the exclusive lock, unless somebody has any.</summary>
    /// <returns>Whether it was taken.</returns>
    public static bool TryTakeExclusive(FileDescriptor file, string name)
    {
        if (LibC.flock(file, Fcntl.LOCK_EX | Fcntl.LOCK_NB) == 0)
        {
            return true;
        }

        if (FileSystem.LastError != Errno.EAGAIN)
        {
            LinuxException.ThrowLast("flock", name);
        }

        return false;
    }

    /// <summary>Gives the lock back, also where children have inherited the descriptor and not closed it yet.</summary>
    public static void Release(FileDescriptor file) => LinuxException.Check(LibC.flock(file, Fcntl.LOCK_UN), "flock");

    private static void Take(FileDescriptor file, string name, int operation)
    {
        while (LibC.flock(file, operation) < 0)
        {
            if (FileSystem.LastError != Errno.EINTR)
            {
                LinuxException.ThrowLast("flock", name);
            }
        }
    }
}
