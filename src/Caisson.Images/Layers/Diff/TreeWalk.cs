using Caisson.Images.Layers.Tar;
using Caisson.Images.Layers.Unpack;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Layers.Diff;

/// <summary>
/// Goes through a directory tree, names in byte order, what is in a directory directly after it. Somebody may be changing
/// the tree meanwhile, on purpose: every directory is opened by the kernel below the root, through no symbolic link and
/// onto no other mount. One descriptor is open at a time, however deep the tree.
/// </summary>
internal sealed class TreeWalk(FileDescriptor root, ImageLimits limits, CancellationToken cancellation)
{
    /// <summary>Called for each entry.</summary>
    /// <param name="directory">The directory it is in.</param>
    /// <param name="path">Its path from the root.</param>
    /// <param name="name">Its name in the directory.</param>
    /// <param name="status">What it was a moment ago.</param>
    /// <returns>Whether to go into it, where it is a directory.</returns>
    internal delegate bool Visitor(FileDescriptor directory, byte[] path, ReadOnlySpan<byte> name, FileStatus status);

    /// <summary>Goes through the tree, without its root.</summary>
    /// <exception cref="ImageException">A path is longer than an image's can be.</exception>
    /// <exception cref="LinuxException">Something can't be read.</exception>
    internal void Run(Visitor visit)
    {
        var levels = new Stack<Level>();
        FileDescriptor? current = Open([]);
        try
        {
            levels.Push(new Level([], Names(current!, [])));
            while (levels.TryPeek(out Level? level))
            {
                cancellation.ThrowIfCancellationRequested();
                current ??= Open(level.Path);
                if (current is null || !level.TryNext(out byte[]? name))
                {
                    levels.Pop();
                    current?.Dispose();
                    current = null;
                    continue;
                }

                byte[] path = Join(level.Path, name);
                if (DirectoryCalls.Status(current, name, out FileStatus status) != Errno.None
                    || !visit(current, path, name, status) || !status.IsDirectory)
                {
                    continue;
                }

                current.Dispose();
                current = Open(path);
                if (current is not null)
                {
                    levels.Push(new Level(path, Names(current, path)));
                }
            }
        }
        finally
        {
            current?.Dispose();
        }
    }

    // Null where it is gone, no directory any more, or another mount's.
    private FileDescriptor? Open(byte[] path)
    {
        Errno error = DirectoryCalls.Open(
            root,
            path.Length == 0 ? "."u8 : path,
            OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW,
            ParentDirectories.Resolve,
            0,
            out FileDescriptor? directory);
        return error is Errno.None or Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP or Errno.EXDEV
            ? directory
            : throw new LinuxException(error, "open", TarText.Display(path));
    }

    private byte[] Join(byte[] parent, byte[] name)
    {
        byte[] path = parent.Length == 0 ? name : [.. parent, (byte)'/', .. name];
        return path.Length <= limits.PathBytes
            ? path
            : throw new ImageException(
                ImageErrorKind.LimitExceeded,
                $"{TarText.Display(path)}: a path of {path.Length} bytes; the most that is accepted is {limits.PathBytes}");
    }

    private static List<byte[]> Names(FileDescriptor directory, byte[] path)
    {
        List<byte[]> names = DirectoryListing.RawNames(directory, TarText.Display(path));
        names.Sort(ByteOrder.Array);
        return names;
    }

    private sealed class Level(byte[] path, List<byte[]> names)
    {
        private int _next;

        internal byte[] Path => path;

        internal bool TryNext([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out byte[]? name)
        {
            name = _next < names.Count ? names[_next++] : null;
            return name is not null;
        }
    }
}
