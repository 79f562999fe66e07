using Caisson.Images.Layers.Tar;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Layers.Unpack;

/// <summary>
/// The directories that entries go into, as handles: the recent ones are kept, because entries of one directory follow
/// each other. Symbolic links are followed inside the root, by <see cref="InnerPath"/>; the kernel resolves what comes of
/// that without any link, or not at all. So what is kept is kept under a path without links.
/// </summary>
internal sealed class ParentDirectories : IDisposable
{
    // Enough for a path's ancestors and the targets of hard links; far below any limit of descriptors.
    private const int CapacityMax = 64;

    private const OpenFlags Handle = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;

    private readonly FileDescriptor _root;
    private readonly OverlayMarks _marks;
    private readonly DirectoryAttributes _attributes;
    private readonly LinkedList<(byte[] Path, FileDescriptor Directory)> _recent = [];
    private readonly Dictionary<byte[], LinkedListNode<(byte[] Path, FileDescriptor Directory)>> _byPath = new(ByteStrings.Comparer);

    internal ParentDirectories(FileDescriptor root, OverlayMarks marks, DirectoryAttributes attributes)
    {
        _root = root;
        _marks = marks;
        _attributes = attributes;
    }

    /// <summary>How every path is resolved: below the root, through directories alone, on one file system.</summary>
    internal const ResolveFlags Resolve = ResolveFlags.RESOLVE_BENEATH | ResolveFlags.RESOLVE_NO_SYMLINKS |
        ResolveFlags.RESOLVE_NO_MAGICLINKS | ResolveFlags.RESOLVE_NO_XDEV;

    /// <summary>A directory, which is made with its parents where it is missing.</summary>
    /// <param name="path">Its path, which may go through symbolic links.</param>
    /// <param name="real">Its path without links.</param>
    /// <returns>A handle, valid until the next but one call.</returns>
    /// <exception cref="ImageException">A file, or a symbolic link to what is no directory, is in the way.</exception>
    internal FileDescriptor Get(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> real)
    {
        real = path;
        if (TryGetDirect(path) is { } direct)
        {
            return direct;
        }

        real = InnerPath.Resolve(_root, path);
        return TryGetDirect(real) ?? Keep(real, Make(real));
    }

    /// <summary>A directory; null where there is none.</summary>
    /// <param name="path">Its path, which may go through symbolic links.</param>
    /// <exception cref="ImageException">A symbolic link to what is no directory is in the way.</exception>
    internal FileDescriptor? TryGet(ReadOnlySpan<byte> path) => TryGetDirect(path) ?? TryGetDirect(InnerPath.Resolve(_root, path));

    /// <summary>Lets go of what is at a path or below, because it is about to be removed.</summary>
    internal void Forget(ReadOnlySpan<byte> path)
    {
        for (var node = _recent.First; node is not null;)
        {
            var next = node.Next;
            byte[] kept = node.Value.Path;
            if (kept.AsSpan().StartsWith(path) && (kept.Length == path.Length || kept[path.Length] == '/'))
            {
                Drop(node);
            }

            node = next;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_recent.First is { } node)
        {
            Drop(node);
        }
    }

    private FileDescriptor? TryGetDirect(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty)
        {
            return _root;
        }

        if (_byPath.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(path, out var node))
        {
            _recent.Remove(node);
            _recent.AddFirst(node);
            return node.Value.Directory;
        }

        DirectoryCalls.Open(_root, path, Handle, Resolve, 0, out FileDescriptor? directory);
        return directory is null ? null : Keep(path, directory);
    }

    private FileDescriptor Keep(ReadOnlySpan<byte> path, FileDescriptor directory)
    {
        if (_recent.Count == CapacityMax)
        {
            Drop(_recent.Last!);
        }

        byte[] key = path.ToArray();
        _byPath[key] = _recent.AddFirst((key, directory));
        return directory;
    }

    private void Drop(LinkedListNode<(byte[] Path, FileDescriptor Directory)> node)
    {
        _recent.Remove(node);
        _byPath.Remove(node.Value.Path);
        node.Value.Directory.Dispose();
    }

    // A component at a time, each held by its descriptor.
    private FileDescriptor Make(ReadOnlySpan<byte> path)
    {
        FileDescriptor current = _root;
        try
        {
            int end = 0;
            while (end < path.Length)
            {
                int start = end == 0 ? 0 : end + 1;
                int slash = path[start..].IndexOf((byte)'/');
                end = slash < 0 ? path.Length : start + slash;
                FileDescriptor child = MakeComponent(current, path[start..end], path[..end]);
                Release(current);
                current = child;
            }

            return current;
        }
        catch
        {
            Release(current);
            throw;
        }
    }

    private void Release(FileDescriptor directory)
    {
        if (directory != _root)
        {
            directory.Dispose();
        }
    }

    private FileDescriptor MakeComponent(FileDescriptor parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        Errno error = DirectoryCalls.MakeDirectory(parent, name, DirectoryAttributes.ModeMeanwhile);
        bool wasRemoved = error == Errno.EEXIST
            && DirectoryCalls.Status(parent, name, out FileStatus status) == Errno.None && status.IsWhiteout;
        if (wasRemoved)
        {
            error = DirectoryCalls.Remove(parent, name);
            error = error == Errno.None ? DirectoryCalls.MakeDirectory(parent, name, DirectoryAttributes.ModeMeanwhile) : error;
        }

        if (error == Errno.None)
        {
            _attributes.AddUnnamed(path);
        }
        else if (error != Errno.EEXIST)
        {
            throw new LinuxException(error, "mkdir", TarText.Display(path));
        }

        error = DirectoryCalls.Open(parent, name, Handle, Resolve, 0, out FileDescriptor? child);
        if (child is null)
        {
            throw error is Errno.ENOTDIR or Errno.ELOOP
                ? TarError.Invalid($"an entry goes through {TarText.Display(path)}, which is no directory")
                : new LinuxException(error, "open", TarText.Display(path));
        }

        if (wasRemoved)
        {
            _attributes.Renew(path);
            _marks.MakeOpaque(child, path);
        }

        return child;
    }
}
