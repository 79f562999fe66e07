using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Cgroups;

/// <summary>
/// A handle (O_PATH) on one directory of a cgroup file system, and its files: each access is one open, one or more
/// reads or one write, and a close. Thread: any.
/// </summary>
/// <remarks>
/// The handle is close-on-exec and never cached beyond the <see cref="Cgroup"/> that owns it: a descriptor of the
/// host's cgroup tree that a container's process inherits is a way out of the container (CVE-2024-21626).
/// </remarks>
internal sealed unsafe class CgroupDirectory : FileDescriptor
{
    private const int ReadStackBytes = 4096;

    private CgroupDirectory(int descriptor, string path)
        : base(descriptor) => Path = path;

    /// <summary>The absolute path, for messages and for the few calls that know no descriptor.</summary>
    public string Path { get; }

    /// <summary>Opens a directory by its absolute path; the last component is not followed if it is a link.</summary>
    /// <param name="path">The path.</param>
    /// <param name="version">The file system that it must be on.</param>
    /// <param name="errno">The reason.</param>
    /// <returns>Null, with the reason, where there is none or it is on another file system (ENOTTY).</returns>
    public static CgroupDirectory? TryOpen(string path, CgroupVersion version, out Errno errno)
    {
        int fd = Retry(LibC.openat(
            Fcntl.AT_FDCWD, path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC, 0), out errno);
        if (fd < 0)
        {
            return null;
        }

        var directory = new CgroupDirectory(fd, path);
        if (FileSystem.Magic(directory) == MagicOf(version))
        {
            return directory;
        }

        directory.Dispose();
        errno = Errno.ENOTTY;
        return null;
    }

    /// <summary>How statfs(2) tells the file system of a version.</summary>
    public static long MagicOf(CgroupVersion version) =>
        version == CgroupVersion.V1 ? FileSystemMagic.CGROUP_SUPER_MAGIC : FileSystemMagic.CGROUP2_SUPER_MAGIC;

    /// <summary>As <see cref="TryOpen"/>; nothing there is an error.</summary>
    public static CgroupDirectory Open(string path, CgroupVersion version) =>
        TryOpen(path, version, out Errno errno)
        ?? throw (errno == Errno.ENOTTY
            ? new CgroupException($"cgroup: {path} is not on a cgroup file system of {version}")
            : new LinuxException(errno, "open", path));

    /// <summary>
    /// Opens a directory below this one. No component may be a symbolic link or a mount point, none may lead out.
    /// </summary>
    /// <param name="relative">Names joined by slashes; empty for this directory again.</param>
    /// <param name="errno">Why not.</param>
    public CgroupDirectory? TryOpenBeneath(string relative, out Errno errno)
    {
        (int fd, errno) = FileSystem.TryOpenResolved(
            this,
            relative.Length == 0 ? "." : relative,
            OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW,
            ResolveFlags.RESOLVE_BENEATH | ResolveFlags.RESOLVE_NO_SYMLINKS | ResolveFlags.RESOLVE_NO_MAGICLINKS
            | ResolveFlags.RESOLVE_NO_XDEV);
        return fd < 0 ? null : new CgroupDirectory(fd, Join(relative));
    }

    /// <summary>As <see cref="TryOpenBeneath"/>; nothing there is an error.</summary>
    public CgroupDirectory OpenBeneath(string relative) =>
        TryOpenBeneath(relative, out Errno errno) ?? throw new LinuxException(errno, "open", Join(relative));

    /// <summary>Opens the parent directory, which may be outside the cgroup file system: null then.</summary>
    public CgroupDirectory? TryOpenParent(CgroupVersion version)
    {
        int slash = Path.LastIndexOf('/');
        return slash <= 0 ? null : TryOpen(Path[..slash], version, out _);
    }

    /// <summary>
    /// Opens the directory above, for a walk that came down from there. A cgroup cannot be moved to another parent.
    /// </summary>
    public CgroupDirectory OpenAbove()
    {
        int fd = LibC.openat(Number, "..", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC, 0);
        LinuxException.Check(fd, "open", Join(".."));
        return new CgroupDirectory(fd, Path[..Math.Max(Path.LastIndexOf('/'), 0)]);
    }

    /// <summary>mkdirat(2).</summary>
    public Errno TryMakeDirectory(string relative) =>
        LibC.mkdirat(Number, relative, 0b111_101_101) < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;

    /// <summary>Removes a child cgroup; unlinkat(2).</summary>
    public Errno TryRemoveDirectory(string relative) =>
        LibC.unlinkat(Number, relative, AtFlags.AT_REMOVEDIR) < 0
            ? (Errno)Marshal.GetLastPInvokeError()
            : Errno.None;

    /// <summary>Opens one of the files.</summary>
    /// <param name="file">Its name; the caller vouches that it has no slash.</param>
    /// <param name="flags">O_RDONLY or O_WRONLY; O_CLOEXEC and O_NOFOLLOW are added.</param>
    /// <param name="errno">Why not.</param>
    public FileDescriptor? TryOpenFile(string file, OpenFlags flags, out Errno errno)
    {
        int fd = Retry(LibC.openat(Number, file, flags | OpenFlags.O_CLOEXEC | OpenFlags.O_NOFOLLOW, 0), out errno);
        return fd < 0 ? null : new FileDescriptor(fd);
    }

    /// <summary>As <see cref="TryOpenFile"/>; nothing there is an error.</summary>
    public FileDescriptor OpenFile(string file, OpenFlags flags) =>
        TryOpenFile(file, flags, out Errno errno) ?? throw new LinuxException(errno, "open", Join(file));

    /// <summary>Writes a file in one write(2), as the kernel wants it.</summary>
    public Errno TryWrite(string file, string value)
    {
        int fd = Retry(LibC.openat(
            Number, file, OpenFlags.O_WRONLY | OpenFlags.O_CLOEXEC | OpenFlags.O_NOFOLLOW, 0), out Errno errno);
        if (fd < 0)
        {
            return errno;
        }

        errno = WriteOnce(fd, value);
        _ = LibC.close(fd);
        return errno;
    }

    /// <summary>Writes one value to an open file.</summary>
    public static Errno WriteOnce(int fd, string value)
    {
        int most = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> bytes = most <= 512 ? stackalloc byte[512] : new byte[most];
        int length = Encoding.UTF8.GetBytes(value, bytes);
        fixed (byte* data = bytes)
        {
            while (true)
            {
                nint written = LibC.write(fd, data, length);
                if (written >= 0)
                {
                    return Errno.None;
                }

                var errno = (Errno)Marshal.GetLastPInvokeError();
                if (errno != Errno.EINTR)
                {
                    return errno;
                }
            }
        }
    }

    /// <summary>As <see cref="TryWrite"/>; a failure is an error that names value and file.</summary>
    public void Write(string file, string value)
    {
        Errno errno = TryWrite(file, value);
        if (errno != Errno.None)
        {
            throw WriteError(errno, file, value);
        }
    }

    /// <inheritdoc cref="Write(string, string)"/>
    public void Write(string file, long value) => Write(file, value.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc cref="Write(string, string)"/>
    public void Write(string file, ulong value) => Write(file, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The error for a value that the kernel did not take.</summary>
    public LinuxException WriteError(Errno errno, string file, string value) =>
        new(errno, $"write \"{value.TrimEnd('\n')}\" to", Join(file));

    /// <summary>Reads a file to its end.</summary>
    /// <returns>Null, with the reason, if it cannot be opened or read.</returns>
    public string? TryRead(string file, out Errno errno)
    {
        int fd = Retry(LibC.openat(
            Number, file, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC | OpenFlags.O_NOFOLLOW, 0), out errno);
        if (fd < 0)
        {
            return null;
        }

        string? text = ReadToEnd(fd, out errno);
        _ = LibC.close(fd);
        return text;
    }

    /// <summary>As <see cref="TryRead"/>; a failure is an error.</summary>
    public string Read(string file) =>
        TryRead(file, out Errno errno) ?? throw new LinuxException(errno, "read", Join(file));

    /// <summary>Reads an open file from where it stands to its end.</summary>
    public static string? ReadToEnd(int fd, out Errno errno)
    {
        Span<byte> buffer = stackalloc byte[ReadStackBytes];
        int length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                var larger = new byte[buffer.Length * 4];
                buffer.CopyTo(larger);
                buffer = larger;
            }

            nint count;
            fixed (byte* data = buffer)
            {
                count = LibC.read(fd, data + length, buffer.Length - length);
            }

            errno = count < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
            if (count == 0)
            {
                return Encoding.UTF8.GetString(buffer[..length]);
            }

            if (count < 0 && errno != Errno.EINTR)
            {
                return null;
            }

            length += (int)Math.Max(count, 0);
        }
    }

    /// <summary>The names of the child cgroups.</summary>
    /// <returns>Null, with the reason, if the directory cannot be read: it has gone, say.</returns>
    public List<string>? TryListChildren(out Errno errno)
    {
        // O_PATH handles cannot be listed.
        int fd = Retry(LibC.openat(
            Number, ".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC, 0), out errno);
        if (fd < 0)
        {
            return null;
        }

        var children = new List<string>();
        // SAFETY: the buffer is on this stack, and the kernel fills no more of it than the bytes it is told.
        byte* buffer = stackalloc byte[ReadStackBytes];
        nint length;
        while ((length = LibC.getdents64((nint)SyscallNumber.SYS_getdents64, fd, buffer, ReadStackBytes)) > 0)
        {
            AddDirectories(new ReadOnlySpan<byte>(buffer, (int)length), children);
        }

        errno = length < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
        _ = LibC.close(fd);
        return length < 0 ? null : children;
    }

    /// <summary>The path of something in this directory.</summary>
    public string Join(string relative) =>
        relative.Length == 0 ? Path : Path == "/" ? "/" + relative : $"{Path}/{relative}";

    private static void AddDirectories(ReadOnlySpan<byte> entries, List<string> into)
    {
        // struct linux_dirent64: d_ino (8), d_off (8), d_reclen (2), d_type (1), d_name.
        const int RecordLengthOffset = 16;
        const int TypeOffset = 18;
        const int NameOffset = 19;
        const byte TypeDirectory = 4;
        while (entries.Length > NameOffset)
        {
            int recordLength = BinaryPrimitives.ReadUInt16LittleEndian(entries[RecordLengthOffset..]);
            ReadOnlySpan<byte> name = entries[NameOffset..recordLength];
            name = name[..name.IndexOf((byte)0)];
            if (entries[TypeOffset] == TypeDirectory && !name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                into.Add(Encoding.UTF8.GetString(name));
            }

            entries = entries[recordLength..];
        }
    }

    private static int Retry(int result, out Errno errno)
    {
        errno = result < 0 ? (Errno)Marshal.GetLastPInvokeError() : Errno.None;
        return result;
    }
}
