using System.Runtime.CompilerServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Files;

/// <summary>
/// Extended attributes of what a descriptor refers to, names and values as the bytes that they are; xattr(7). A handle
/// (O_PATH) serves as well: of a symbolic link it means the link itself. Expected errors are values.
/// </summary>
[SkipLocalsInit]
public static unsafe class ExtendedAttributes
{
    // XATTR_NAME_MAX and XATTR_SIZE_MAX of linux/limits.h, which hold for every file system.
    private const int NameMaxBytes = 255;
    private const int ValueMaxBytes = 64 << 10;
    private const int ListMaxBytes = 64 << 10;

    /// <summary>Sets an attribute, replacing what it was; fsetxattr(2).</summary>
    /// <returns>The error; EOPNOTSUPP where the file system or the kind of file has no such attributes.</returns>
    public static Errno Set(FileDescriptor file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        byte* text = stackalloc byte[NameMaxBytes + 1];
        if (!TryTerminate(name, text, out Errno error))
        {
            return error;
        }

        fixed (byte* content = value)
        {
            return Result(LibC.fsetxattr(file, text, content, value.Length, 0)) is var result and not Errno.EBADF
                ? result
                : Result(LibC.setxattr(file.ProcPath, text, content, value.Length, 0));
        }
    }

    /// <summary>The value of an attribute; fgetxattr(2).</summary>
    /// <returns>Null where the file has none of that name, or can't have any.</returns>
    /// <exception cref="LinuxException">Any other error.</exception>
    public static byte[]? TryGet(FileDescriptor file, ReadOnlySpan<byte> name)
    {
        // SAFETY: both buffers live as long as this frame; TryTerminate writes NameMaxBytes + 1 at most, and the kernel
        // no more than the ValueMaxBytes it is told.
        byte* text = stackalloc byte[NameMaxBytes + 1];
        if (!TryTerminate(name, text, out Errno error))
        {
            throw new LinuxException(error, "getxattr");
        }

        byte* value = stackalloc byte[ValueMaxBytes];
        nint length = LibC.fgetxattr(file, text, value, ValueMaxBytes);
        if (length < 0 && FileSystem.LastError == Errno.EBADF)
        {
            length = LibC.getxattr(file.ProcPath, text, value, ValueMaxBytes);
        }

        if (length < 0 && FileSystem.LastError is Errno.ENODATA or Errno.EOPNOTSUPP)
        {
            return null;
        }

        LinuxException.Check(length, "getxattr");
        return new ReadOnlySpan<byte>(value, (int)length).ToArray();
    }

    /// <summary>The names of the attributes that the caller may see, in the file system's order; flistxattr(2).</summary>
    /// <returns>None where the file can't have any.</returns>
    /// <exception cref="LinuxException">Any other error.</exception>
    public static List<byte[]> Names(FileDescriptor file)
    {
        // SAFETY: the buffer lives as long as this frame, and the kernel fills no more than the ListMaxBytes it is told.
        byte* list = stackalloc byte[ListMaxBytes];
        nint length = LibC.flistxattr(file, list, ListMaxBytes);
        if (length < 0 && FileSystem.LastError == Errno.EBADF)
        {
            length = LibC.listxattr(file.ProcPath, list, ListMaxBytes);
        }

        var names = new List<byte[]>();
        if (length < 0 && FileSystem.LastError == Errno.EOPNOTSUPP)
        {
            return names;
        }

        LinuxException.Check(length, "listxattr");
        for (var rest = new ReadOnlySpan<byte>(list, (int)length); !rest.IsEmpty;)
        {
            int end = rest.IndexOf((byte)0);
            names.Add(rest[..end].ToArray());
            rest = rest[(end + 1)..];
        }

        return names;
    }

    private static bool TryTerminate(ReadOnlySpan<byte> name, byte* buffer, out Errno error)
    {
        error = name.Length > NameMaxBytes ? Errno.ERANGE : name.IsEmpty || name.Contains((byte)0) ? Errno.EINVAL : Errno.None;
        if (error != Errno.None)
        {
            return false;
        }

        name.CopyTo(new Span<byte>(buffer, NameMaxBytes));
        buffer[name.Length] = 0;
        return true;
    }

    private static Errno Result(int result) => result < 0 ? FileSystem.LastError : Errno.None;
}
