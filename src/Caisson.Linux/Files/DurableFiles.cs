using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Files;

/// <summary>Changes that are on the disk when the call returns, and steps towards them.</summary>
public static class DurableFiles
{
    /// <summary>Waits until a file's contents, or a directory's entries, are on the disk; fsync(2).</summary>
    public static void Sync(FileDescriptor file, string name) => LinuxException.Check(LibC.fsync(file), "fsync", name);

    /// <summary>Waits until a file's contents are on the disk, and of its attributes what reading them takes; fdatasync(2).</summary>
    /// <exception cref="LinuxException">EIO, ENOSPC, …: what was written may be lost.</exception>
    public static void SyncContents(FileDescriptor file, string name) =>
        LinuxException.Check(LibC.fdatasync(file), "fdatasync", name);

    /// <summary>Waits until everything written to a file system is on the disk; syncfs(2). For a tree of many files this is
    /// far quicker than a call for each.</summary>
    public static void SyncFileSystem(FileDescriptor file, string name) => LinuxException.Check(LibC.syncfs(file), "syncfs", name);

    /// <summary>Cuts a file, or lets it grow by a hole; ftruncate(2).</summary>
    public static void SetLength(FileDescriptor file, string name, long lengthBytes)
    {
        int result;
        do
        {
            result = LibC.ftruncate(file, (nint)lengthBytes);
        }
        while (LibC.WasInterrupted(result));
        LinuxException.Check(result, "ftruncate", name);
    }

    /// <summary>Moves a file or directory, replacing a file or an empty directory of that name; renameat(2). Durable once
    /// both directories are synced.</summary>
    public static void Rename(string name, FileDescriptor directory, string newName, FileDescriptor newDirectory) =>
        LinuxException.Check(LibC.renameat(directory.Number, name, newDirectory.Number, newName), "rename", name);

    /// <summary>
    /// Replaces a file so that a reader, and whoever looks after a loss of power, sees the old contents or the new. Writes
    /// <c>NAME.new</c> first: callers exclude each other.
    /// </summary>
    public static void Replace(string name, ReadOnlySpan<byte> contents, uint mode, FileDescriptor directory)
    {
        string temporary = name + ".new";
        using (FileDescriptor file = FileSystem.Open(
            temporary, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_NOFOLLOW, mode, directory))
        {
            file.WriteAll(contents);
            Sync(file, temporary);
        }

        Rename(temporary, directory, name, directory);
        Sync(directory, name);
    }
}
