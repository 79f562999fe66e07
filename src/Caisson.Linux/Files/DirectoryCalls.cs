using System.Runtime.CompilerServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Files;

/// <summary>
/// The calls that act on an entry of an open directory, where names are the bytes that the kernel knows and not text,
/// and where errors are expected and therefore values. No call follows a symbolic link in the place of the entry,
/// unless it says so. The directory may be a handle (O_PATH).
/// </summary>
/// <remarks>Thread: any. Allocates: only the descriptors that are returned. A name with a NUL is EINVAL.</remarks>
[SkipLocalsInit]
public static unsafe class DirectoryCalls
{
    /// <summary>The length of the longest path that the kernel takes, with its NUL; PATH_MAX of <c>linux/limits.h</c>.</summary>
    public const int PathMaxBytes = 4096;

    /// <summary>openat2(2).</summary>
    /// <param name="directory">Where the path starts.</param>
    /// <param name="path">A name or a longer path.</param>
    /// <param name="flags">How to open; O_CLOEXEC is added.</param>
    /// <param name="resolve">Which ways are closed.</param>
    /// <param name="mode">Permission bits of a file that is created, from which the umask is taken.</param>
    /// <param name="file">What was opened, where there is no error.</param>
    public static Errno Open(
        FileDescriptor directory,
        ReadOnlySpan<byte> path,
        OpenFlags flags,
        ResolveFlags resolve,
        uint mode,
        out FileDescriptor? file)
    {
        file = null;

        // SAFETY: the buffer lives as long as this frame, and TryTerminate writes PathMaxBytes at most.
        byte* text = stackalloc byte[PathMaxBytes];
        if (!TryTerminate(path, text, out Errno error))
        {
            return error;
        }

        var how = new LibC.OpenHow { flags = (ulong)(flags | OpenFlags.O_CLOEXEC), mode = mode, resolve = (ulong)resolve };
        while (true)
        {
            nint fd = LibC.openat2((nint)SyscallNumber.SYS_openat2, directory.Number, text, &how, sizeof(LibC.OpenHow));
            if (fd >= 0)
            {
                file = new FileDescriptor((int)fd);
                return Errno.None;
            }

            // EAGAIN: something was renamed or mounted during a walk that must not leave the root (openat2(2), ERRORS).
            error = FileSystem.LastError;
            if (error is not (Errno.EAGAIN or Errno.EINTR))
            {
                return error;
            }
        }
    }

    /// <summary>mkdirat(2).</summary>
    public static Errno MakeDirectory(FileDescriptor directory, ReadOnlySpan<byte> name, uint mode)
    {
        byte* text = stackalloc byte[PathMaxBytes];
        return TryTerminate(name, text, out Errno error) ? Result(LibC.mkdirat(directory.Number, text, mode)) : error;
    }

    /// <summary>mknodat(2): a fifo or a device; the character device 0:0 needs no privilege.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="name">The name.</param>
    /// <param name="mode">Kind and permission bits, from which the umask is taken.</param>
    /// <param name="device">The device's number, as major and minor.</param>
    public static Errno MakeNode(FileDescriptor directory, ReadOnlySpan<byte> name, uint mode, (uint Major, uint Minor) device)
    {
        byte* text = stackalloc byte[PathMaxBytes];
        return TryTerminate(name, text, out Errno error)
            ? Result(LibC.mknodat(directory.Number, text, mode, FileSystem.DeviceNumber(device.Major, device.Minor)))
            : error;
    }

    /// <summary>symlinkat(2).</summary>
    public static Errno MakeSymbolicLink(FileDescriptor directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> target)
    {
        byte* text = stackalloc byte[PathMaxBytes];
        byte* targetText = stackalloc byte[PathMaxBytes];
        return TryTerminate(name, text, out Errno error) && TryTerminate(target, targetText, out error)
            ? Result(LibC.symlinkat(targetText, directory.Number, text))
            : error;
    }

    /// <summary>linkat(2): another name for a file, which may be a symbolic link and is not followed then.</summary>
    /// <param name="targetDirectory">Where the file is.</param>
    /// <param name="targetName">Its name there.</param>
    /// <param name="directory">Where the new name goes.</param>
    /// <param name="name">The new name.</param>
    public static Errno MakeHardLink(
        FileDescriptor targetDirectory, ReadOnlySpan<byte> targetName, FileDescriptor directory, ReadOnlySpan<byte> name)
    {
        byte* text = stackalloc byte[PathMaxBytes];
        byte* targetText = stackalloc byte[PathMaxBytes];
        return TryTerminate(name, text, out Errno error) && TryTerminate(targetName, targetText, out error)
            ? Result(LibC.linkat(targetDirectory.Number, targetText, directory.Number, text, AtFlags.None))
            : error;
    }

    /// <summary>readlinkat(2).</summary>
    /// <returns>Null where the entry is no symbolic link, or there is none.</returns>
    public static byte[]? TryReadLink(FileDescriptor directory, ReadOnlySpan<byte> name)
    {
        byte* text = stackalloc byte[PathMaxBytes];
        if (!TryTerminate(name, text, out _))
        {
            return null;
        }

        byte* target = stackalloc byte[PathMaxBytes];
        nint length = LibC.readlinkat(directory.Number, text, target, PathMaxBytes);
        return length < 0 ? null : new ReadOnlySpan<byte>(target, (int)length).ToArray();
    }

    /// <summary>unlinkat(2) of a file, or of an empty directory.</summary>
    public static Errno Remove(FileDescriptor directory, ReadOnlySpan<byte> name, bool isDirectory = false)
    {
        byte* text = stackalloc byte[PathMaxBytes];
        return TryTerminate(name, text, out Errno error)
            ? Result(LibC.unlinkat(directory.Number, text, isDirectory ? AtFlags.AT_REMOVEDIR : AtFlags.None))
            : error;
    }

    /// <summary>renameat2(2) with RENAME_NOREPLACE: EEXIST where something has the new name already.</summary>
    public static Errno RenameWithoutReplacing(
        FileDescriptor directory, ReadOnlySpan<byte> name, FileDescriptor newDirectory, ReadOnlySpan<byte> newName)
    {
        byte* text = stackalloc byte[PathMaxBytes];
        byte* newText = stackalloc byte[PathMaxBytes];
        return TryTerminate(name, text, out Errno error) && TryTerminate(newName, newText, out error)
            ? Result(LibC.renameat2(directory.Number, text, newDirectory.Number, newText, Fcntl.RENAME_NOREPLACE))
            : error;
    }

    /// <summary>fchmodat(2). Follows a symbolic link, which has no permission bits of its own.</summary>
    public static Errno ChangeMode(FileDescriptor directory, ReadOnlySpan<byte> name, uint mode)
    {
        byte* text = stackalloc byte[PathMaxBytes];
        return TryTerminate(name, text, out Errno error) ? Result(LibC.fchmodat(directory.Number, text, mode, 0)) : error;
    }

    /// <summary>fchmod(2) of what a descriptor (no handle) refers to.</summary>
    public static Errno ChangeMode(FileDescriptor file, uint mode) => Result(LibC.fchmod(file, mode));

    /// <summary>fchownat(2).</summary>
    public static Errno ChangeOwner(FileDescriptor directory, ReadOnlySpan<byte> name, uint user, uint group)
    {
        byte* text = stackalloc byte[PathMaxBytes];
        return TryTerminate(name, text, out Errno error)
            ? Result(LibC.fchownat(directory.Number, text, user, group, AtFlags.AT_SYMLINK_NOFOLLOW))
            : error;
    }

    /// <summary>fchown(2) of what a descriptor (no handle) refers to. Clears set-user-id bits and file capabilities.</summary>
    public static Errno ChangeOwner(FileDescriptor file, uint user, uint group) => Result(LibC.fchown(file, user, group));

    /// <summary>utimensat(2): sets the times of access and modification.</summary>
    public static Errno ChangeTimes(FileDescriptor directory, ReadOnlySpan<byte> name, FileTime time)
    {
        byte* text = stackalloc byte[PathMaxBytes];
        TimeSpec* times = stackalloc TimeSpec[2];
        times[0] = times[1] = new TimeSpec { tv_sec = time.Seconds, tv_nsec = time.Nanoseconds };
        return TryTerminate(name, text, out Errno error)
            ? Result(LibC.utimensat(directory.Number, text, times, AtFlags.AT_SYMLINK_NOFOLLOW))
            : error;
    }

    /// <summary>futimens(3) of what a descriptor (no handle) refers to: sets the times of access and modification.</summary>
    public static Errno ChangeTimes(FileDescriptor file, FileTime time)
    {
        TimeSpec* times = stackalloc TimeSpec[2];
        times[0] = times[1] = new TimeSpec { tv_sec = time.Seconds, tv_nsec = time.Nanoseconds };
        return Result(LibC.futimens(file, times));
    }

    /// <summary>statx(2).</summary>
    public static Errno Status(FileDescriptor directory, ReadOnlySpan<byte> name, out FileStatus status)
    {
        status = default;

        // SAFETY: the buffer lives as long as this frame, and TryTerminate writes PathMaxBytes at most.
        byte* text = stackalloc byte[PathMaxBytes];
        if (!TryTerminate(name, text, out Errno error))
        {
            return error;
        }

        Statx buffer;
        error = Result(LibC.statx(
            directory.Number, text, AtFlags.AT_SYMLINK_NOFOLLOW, Statx.STATX_BASIC_STATS | Statx.STATX_MNT_ID, &buffer));
        if (error == Errno.None)
        {
            status = FileSystem.From(buffer);
        }

        return error;
    }

    private static bool TryTerminate(ReadOnlySpan<byte> name, byte* buffer, out Errno error)
    {
        error = name.Length >= PathMaxBytes ? Errno.ENAMETOOLONG : name.Contains((byte)0) ? Errno.EINVAL : Errno.None;
        if (error != Errno.None)
        {
            return false;
        }

        name.CopyTo(new Span<byte>(buffer, PathMaxBytes));
        buffer[name.Length] = 0;
        return true;
    }

    private static Errno Result(int result) => result < 0 ? FileSystem.LastError : Errno.None;
}
