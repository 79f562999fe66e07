using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Files;

/// <summary>
/// Files through their descriptors: paths are relative to a directory's descriptor (null: to the working directory),
/// every descriptor is close-on-exec, every failure a <see cref="LinuxException"/> that names call and path.
/// </summary>
public static unsafe class FileSystem
{
    private const int PathMaxBytes = 4096;

    /// <summary>openat(2).</summary>
    /// <param name="path">The path.</param>
    /// <param name="flags">How to open; O_CLOEXEC is added.</param>
    /// <param name="mode">Permission bits of a file that is created.</param>
    /// <param name="at">The directory that a relative path starts from.</param>
    public static FileDescriptor Open(string path, OpenFlags flags, uint mode = 0, FileDescriptor? at = null)
    {
        int fd = LibC.openat(At(at), path, flags | OpenFlags.O_CLOEXEC, mode);
        LinuxException.Check(fd, "open", path);
        return new FileDescriptor(fd);
    }

    /// <summary>As <see cref="Open"/>, with the errors that a caller expects as null.</summary>
    /// <returns>Null where there is no such file, or a component is no directory.</returns>
    public static FileDescriptor? TryOpen(string path, OpenFlags flags, FileDescriptor? at = null)
    {
        int fd = LibC.openat(At(at), path, flags | OpenFlags.O_CLOEXEC, 0);
        if (fd < 0 && LastError is Errno.ENOENT or Errno.ENOTDIR)
        {
            return null;
        }

        LinuxException.Check(fd, "open", path);
        return new FileDescriptor(fd);
    }

    /// <summary>openat2(2): opens with a say in how the path may be resolved.</summary>
    /// <param name="directory">Where a relative path starts, and the root under RESOLVE_IN_ROOT.</param>
    /// <param name="path">The path.</param>
    /// <param name="flags">How to open; O_CLOEXEC is added.</param>
    /// <param name="resolve">Which ways are closed.</param>
    /// <param name="mode">Permission bits of a file that is created.</param>
    public static FileDescriptor OpenResolved(
        FileDescriptor directory, string path, OpenFlags flags, ResolveFlags resolve, uint mode = 0)
    {
        (int fd, Errno errno) = TryOpenResolved(directory, path, flags, resolve, mode);
        return fd >= 0 ? new FileDescriptor(fd) : throw new LinuxException(errno, "open", path);
    }

    /// <summary>As <see cref="OpenResolved"/>, with the error as a value.</summary>
    /// <returns>The descriptor, or -1 with errno.</returns>
    public static (int Descriptor, Errno Errno) TryOpenResolved(
        FileDescriptor directory, string path, OpenFlags flags, ResolveFlags resolve, uint mode = 0)
    {
        var how = new LibC.OpenHow
        {
            flags = (ulong)(flags | OpenFlags.O_CLOEXEC),
            mode = mode,
            resolve = (ulong)resolve,
        };
        while (true)
        {
            nint fd = LibC.openat2((nint)SyscallNumber.SYS_openat2, directory.Number, path, &how, sizeof(LibC.OpenHow));
            if (fd >= 0)
            {
                return ((int)fd, Errno.None);
            }

            // EAGAIN: something was renamed or mounted during a walk that must not leave the root (openat2(2), ERRORS).
            Errno errno = LastError;
            if (errno is not (Errno.EAGAIN or Errno.EINTR))
            {
                return (-1, errno);
            }
        }
    }

    /// <summary>statx(2) of what a descriptor refers to.</summary>
    public static FileStatus Status(FileDescriptor file, string name)
    {
        Statx buffer;
        LinuxException.Check(
            LibC.statx(file.Number, "", AtFlags.AT_EMPTY_PATH, Statx.STATX_BASIC_STATS | Statx.STATX_MNT_ID, &buffer),
            "stat",
            name);
        return From(buffer);
    }

    /// <summary>statx(2) of a path; null where there is none.</summary>
    /// <param name="path">The path.</param>
    /// <param name="followLink">False to look at a symbolic link itself.</param>
    /// <param name="at">The directory that a relative path starts from.</param>
    public static FileStatus? TryStatus(string path, bool followLink = true, FileDescriptor? at = null)
    {
        Statx buffer;
        AtFlags flags = followLink ? AtFlags.None : AtFlags.AT_SYMLINK_NOFOLLOW;
        int result = LibC.statx(At(at), path, flags, Statx.STATX_BASIC_STATS | Statx.STATX_MNT_ID, &buffer);
        if (result < 0 && LastError is Errno.ENOENT or Errno.ENOTDIR)
        {
            return null;
        }

        LinuxException.Check(result, "stat", path);
        return From(buffer);
    }

    /// <summary>The magic number of the file system that a descriptor is on (<see cref="FileSystemMagic"/>); fstatfs(2).</summary>
    public static long Magic(FileDescriptor file)
    {
        long* buffer = stackalloc long[15];
        LinuxException.Check(LibC.fstatfs(file, buffer), "fstatfs");
        return buffer[0];
    }

    /// <summary>Whether nothing on a descriptor's mount can be written: the mount or its file system is read-only; fstatfs(2).</summary>
    public static bool IsReadOnly(FileDescriptor file)
    {
        const int FlagsField = 10;
        const long ST_RDONLY = 1;
        long* buffer = stackalloc long[15];
        LinuxException.Check(LibC.fstatfs(file, buffer), "fstatfs");
        return (buffer[FlagsField] & ST_RDONLY) != 0;
    }

    /// <summary>readlinkat(2); null where the path is no symbolic link.</summary>
    public static string? TryReadLink(string path, FileDescriptor? at = null)
    {
        byte* buffer = stackalloc byte[PathMaxBytes];
        nint length = LibC.readlinkat(At(at), path, buffer, PathMaxBytes);
        return length < 0 ? null : Encoding.UTF8.GetString(buffer, (int)length);
    }

    /// <summary>The whole of a file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="limitBytes">More than so many bytes is an error (EFBIG).</param>
    /// <param name="at">The directory that a relative path starts from.</param>
    public static byte[] ReadAllBytes(string path, int limitBytes = 64 << 20, FileDescriptor? at = null)
    {
        using FileDescriptor file = Open(path, OpenFlags.O_RDONLY, at: at);
        return ReadToEnd(file, path, limitBytes);
    }

    /// <summary>The whole of a text file.</summary>
    public static string ReadAllText(string path, FileDescriptor? at = null) =>
        Encoding.UTF8.GetString(ReadAllBytes(path, at: at));

    /// <summary>What is left to read of a descriptor.</summary>
    /// <param name="file">A file, pipe or socket.</param>
    /// <param name="name">What to call it in an error.</param>
    /// <param name="limitBytes">More than so many bytes is an error (EFBIG).</param>
    public static byte[] ReadToEnd(FileDescriptor file, string name, int limitBytes)
    {
        try
        {
            return file.ReadToEnd(limitBytes);
        }
        catch (LinuxException e)
        {
            throw new LinuxException(e.Errno, "read", name);
        }
    }

    /// <summary>Goes back to the start of an open file; lseek(2).</summary>
    public static void Rewind(FileDescriptor file, string name) => LinuxException.Check(LibC.lseek(file, 0, 0), "lseek", name);

    /// <summary>Writes a text to a file that exists (one of procfs, sysfs or cgroupfs, say), with one write(2).</summary>
    public static void WriteText(string path, string text, FileDescriptor? at = null)
    {
        using FileDescriptor file = Open(path, OpenFlags.O_WRONLY, at: at);
        WriteText(file, path, text);
    }

    /// <summary>Writes a text with one write(2).</summary>
    public static void WriteText(FileDescriptor file, string name, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            file.WriteAll(bytes);
        }
        catch (LinuxException e)
        {
            throw new LinuxException(e.Errno, "write", name);
        }
    }

    /// <summary>
    /// Replaces a file so that a reader sees the old contents or the new, never a part: writes a temporary file beside
    /// it and renames that; rename(2).
    /// </summary>
    public static void ReplaceFile(string name, ReadOnlySpan<byte> contents, uint mode, FileDescriptor directory)
    {
        string temporary = name + ".new";
        WriteFile(temporary, contents, mode, directory);
        Rename(temporary, name, directory);
    }

    /// <summary>Makes a file, or empties it, and writes it whole.</summary>
    public static void WriteFile(string name, ReadOnlySpan<byte> contents, uint mode, FileDescriptor directory)
    {
        using FileDescriptor file = Open(
            name, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_NOFOLLOW, mode, directory);
        file.WriteAll(contents);
    }

    /// <summary>Gives a file another name in its directory, replacing what has that name; rename(2).</summary>
    public static void Rename(string name, string newName, FileDescriptor directory) =>
        LinuxException.Check(LibC.renameat(At(directory), name, At(directory), newName), "rename", name);

    /// <summary>As <see cref="Rename"/>.</summary>
    /// <returns>False where there is no such file.</returns>
    public static bool TryRename(string name, string newName, FileDescriptor directory)
    {
        int result = LibC.renameat(At(directory), name, At(directory), newName);
        if (result < 0 && LastError == Errno.ENOENT)
        {
            return false;
        }

        LinuxException.Check(result, "rename", name);
        return true;
    }

    /// <summary>mkdirat(2).</summary>
    /// <returns>False where something of that name was there already.</returns>
    public static bool MakeDirectory(string path, uint mode, FileDescriptor? at = null)
    {
        int result = LibC.mkdirat(At(at), path, mode);
        if (result < 0 && LastError == Errno.EEXIST)
        {
            return false;
        }

        LinuxException.Check(result, "mkdir", path);
        return true;
    }

    /// <summary>mknodat(2): a device or fifo.</summary>
    public static void MakeNode(string path, uint mode, uint major = 0, uint minor = 0, FileDescriptor? at = null) =>
        LinuxException.Check(LibC.mknodat(At(at), path, mode, DeviceNumber(major, minor)), "mknod", path);

    /// <summary>symlinkat(2).</summary>
    /// <returns>False where something of that name was there already.</returns>
    public static bool MakeSymbolicLink(string target, string path, FileDescriptor? at = null)
    {
        int result = LibC.symlinkat(target, At(at), path);
        if (result < 0 && LastError == Errno.EEXIST)
        {
            return false;
        }

        LinuxException.Check(result, "symlink", path);
        return true;
    }

    /// <summary>unlinkat(2) of a file, or of an empty directory.</summary>
    /// <returns>False where there was none.</returns>
    public static bool Remove(string path, bool isDirectory = false, FileDescriptor? at = null)
    {
        int result = LibC.unlinkat(At(at), path, isDirectory ? AtFlags.AT_REMOVEDIR : AtFlags.None);
        if (result < 0 && LastError == Errno.ENOENT)
        {
            return false;
        }

        LinuxException.Check(result, "unlink", path);
        return true;
    }

    /// <summary>fchmod(2).</summary>
    public static void ChangeMode(FileDescriptor file, uint mode) => LinuxException.Check(LibC.fchmod(file, mode), "fchmod");

    /// <summary>fchmodat(2).</summary>
    public static void ChangeMode(string path, uint mode, FileDescriptor? at = null) =>
        LinuxException.Check(LibC.fchmodat(At(at), path, mode, 0), "chmod", path);

    /// <summary>fchownat(2), of a symbolic link itself where the path names one.</summary>
    public static void ChangeOwner(string path, uint user, uint group, FileDescriptor? at = null) =>
        LinuxException.Check(LibC.fchownat(At(at), path, user, group, AtFlags.AT_SYMLINK_NOFOLLOW), "chown", path);

    /// <summary>fchownat(2) of what a descriptor refers to.</summary>
    public static void ChangeOwner(FileDescriptor file, uint user, uint group) =>
        LinuxException.Check(LibC.fchownat(file.Number, "", user, group, AtFlags.AT_EMPTY_PATH), "chown");

    /// <summary>chdir(2).</summary>
    public static void ChangeDirectory(string path) => LinuxException.Check(LibC.chdir(path), "chdir", path);

    /// <summary>fchdir(2).</summary>
    public static void ChangeDirectory(FileDescriptor directory, string name) =>
        LinuxException.Check(LibC.fchdir(directory), "chdir", name);

    /// <summary>chroot(2).</summary>
    public static void ChangeRoot(string path) => LinuxException.Check(LibC.chroot(path), "chroot", path);

    /// <summary>A new descriptor for what an O_PATH one refers to, through procfs: to read or write it.</summary>
    public static FileDescriptor Reopen(FileDescriptor handle, OpenFlags flags, string name)
    {
        int fd = LibC.openat(Fcntl.AT_FDCWD, handle.ProcPath, flags | OpenFlags.O_CLOEXEC, 0);
        LinuxException.Check(fd, "open", name);
        return new FileDescriptor(fd);
    }

    internal static Errno LastError => (Errno)System.Runtime.InteropServices.Marshal.GetLastPInvokeError();

    internal static int At(FileDescriptor? directory) => directory?.Number ?? Fcntl.AT_FDCWD;

    internal static FileStatus From(in Statx s) => new(
        s.stx_mode,
        s.stx_uid,
        s.stx_gid,
        s.stx_size,
        s.stx_ino,
        (s.stx_dev_major, s.stx_dev_minor),
        (s.stx_rdev_major, s.stx_rdev_minor),
        s.stx_mnt_id)
    {
        LinkCount = s.stx_nlink,
        ModifiedAt = new FileTime(s.stx_mtime_sec, s.stx_mtime_nsec),
    };

    // The kernel's huge encoding, as makedev(3).
    internal static ulong DeviceNumber(uint major, uint minor) =>
        (minor & 0xff) | ((ulong)(major & 0xfff) << 8) | ((ulong)(minor & ~0xffu) << 12) | ((ulong)(major & ~0xfffu) << 32);
}
