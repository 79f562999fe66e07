using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Files;

/// <summary>
/// A directory that stands for <c>/</c>: every path is resolved inside it by the kernel (openat2(2) with
/// RESOLVE_IN_ROOT), so that neither <c>..</c> nor a symbolic link leads out, whoever swaps them meanwhile. What is
/// found is held as a descriptor; nothing is ever looked up by name a second time.
/// </summary>
public sealed class RootDirectory : IDisposable
{
    private const ResolveFlags InRoot = ResolveFlags.RESOLVE_IN_ROOT | ResolveFlags.RESOLVE_NO_MAGICLINKS;

    // The kernel gives up after 40 symbolic links in one path (path_resolution(7)).
    private const int LinksMax = 40;

    /// <summary>Takes over the descriptor of a directory.</summary>
    public RootDirectory(FileDescriptor directory) => Directory = directory;

    /// <summary>The directory itself.</summary>
    public FileDescriptor Directory { get; }

    /// <summary>Opens a directory by its path on the host.</summary>
    public static RootDirectory Open(string hostPath) =>
        new(FileSystem.Open(hostPath, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY));

    /// <summary>A handle on what is at a path inside; null where nothing is.</summary>
    /// <param name="path">A path; a leading slash makes no difference.</param>
    /// <param name="flags">How to open.</param>
    /// <param name="noLinks">Refuse symbolic links altogether (ELOOP).</param>
    public FileDescriptor? TryOpen(string path, OpenFlags flags = OpenFlags.O_PATH, bool noLinks = false)
    {
        ResolveFlags resolve = noLinks ? InRoot | ResolveFlags.RESOLVE_NO_SYMLINKS : InRoot;
        (int fd, Errno errno) = FileSystem.TryOpenResolved(Directory, Relative(path), flags, resolve);
        return fd >= 0 ? new FileDescriptor(fd)
            : errno is Errno.ENOENT or Errno.ENOTDIR ? null
            : throw new LinuxException(errno, "open", path);
    }

    /// <summary>As <see cref="TryOpen"/>, but nothing there is an error.</summary>
    public FileDescriptor Open(string path, OpenFlags flags, bool noLinks = false) =>
        TryOpen(path, flags, noLinks) ?? throw new LinuxException(Errno.ENOENT, "open", path);

    /// <summary>A handle on a directory, which is made with its parents where it is missing.</summary>
    /// <param name="path">A path inside.</param>
    /// <param name="mode">Permission bits of directories that are made.</param>
    public FileDescriptor MakeDirectories(string path, uint mode = 0b111_101_101) =>
        MakeDirectories(path, mode, LinksMax);

    /// <summary>A handle on a file, which is made empty, with its parent directories, where it is missing.</summary>
    public FileDescriptor MakeFile(string path, uint mode = 0b111_101_101)
    {
        (string parentPath, string name) = Split(path);
        if (TryOpen(path) is { } found)
        {
            return found;
        }

        using FileDescriptor parent = MakeDirectories(parentPath);
        (int fd, Errno errno) = FileSystem.TryOpenResolved(
            parent,
            name,
            OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL,
            ResolveFlags.RESOLVE_BENEATH | ResolveFlags.RESOLVE_NO_SYMLINKS,
            mode);
        if (fd < 0)
        {
            throw new LinuxException(errno, "create", path);
        }

        // Reopened as a handle by the same name in the same directory: a link that was swapped in is not followed.
        new FileDescriptor(fd).Dispose();
        return FileSystem.OpenResolved(
            parent, name, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW, ResolveFlags.RESOLVE_BENEATH | ResolveFlags.RESOLVE_NO_SYMLINKS);
    }

    /// <summary>The path of the directory that a new entry goes into, for <see cref="MakeDirectories(string, uint)"/>, and the entry's name.</summary>
    /// <exception cref="LinuxException">EINVAL: the path names no entry.</exception>
    public static (string Parent, string Name) Split(string path)
    {
        string trimmed = path.TrimEnd('/');
        int slash = trimmed.LastIndexOf('/');
        string name = trimmed[(slash + 1)..];
        return name is "" or "." or ".."
            ? throw new LinuxException(Errno.EINVAL, "create", path)
            : (slash < 0 ? "/" : trimmed[..(slash + 1)], name);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Dispose();

    // Finds the longest part of the path that exists, then makes what is missing, a component at a time, each held by
    // its descriptor and opened without following links.
    private FileDescriptor MakeDirectories(string path, uint mode, int linksLeft)
    {
        if (TryOpen(path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY) is { } whole)
        {
            return whole;
        }

        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        int existing = names.Length - 1;
        FileDescriptor? current = null;
        while (current is null)
        {
            current = existing == 0
                ? FileSystem.Open(".", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, at: Directory)
                : TryOpen(string.Join('/', names, 0, existing), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
            existing -= current is null ? 1 : 0;
        }

        for (int i = existing; i < names.Length; i++)
        {
            using FileDescriptor parent = current;
            string name = names[i];
            if (name is ".")
            {
                current = FileSystem.Open(".", OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, at: parent);
                continue;
            }

            if (name is "..")
            {
                throw new LinuxException(Errno.ENOENT, "mkdir", path);
            }

            // A symbolic link that leads to something missing: that is what is made, inside the root.
            if (FileSystem.TryReadLink(name, parent) is { } target)
            {
                string before = target.StartsWith('/') ? "" : string.Join('/', names, 0, i);
                string rest = string.Join('/', names, i + 1, names.Length - i - 1);
                return linksLeft > 0
                    ? MakeDirectories($"{before}/{target}/{rest}", mode, linksLeft - 1)
                    : throw new LinuxException(Errno.ELOOP, "mkdir", path);
            }

            FileSystem.MakeDirectory(name, mode, parent);
            current = FileSystem.OpenResolved(
                parent,
                name,
                OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW | OpenFlags.O_DIRECTORY,
                ResolveFlags.RESOLVE_BENEATH | ResolveFlags.RESOLVE_NO_SYMLINKS);
        }

        return current;
    }

    private static string Relative(string path)
    {
        string relative = path.TrimStart('/');
        return relative.Length == 0 ? "." : relative;
    }
}
