using Caisson.Images.Layers.Tar;
using Caisson.Images.Layers.Unpack;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Layers.Diff;

/// <summary>What is seen through layers that lie on each other, without mounting them.</summary>
internal sealed class LowerLayers : IDisposable
{
    private readonly List<FileDescriptor> _layers = [];

    /// <summary>Opens layers.</summary>
    /// <param name="folders">Their directories, the topmost first.</param>
    internal LowerLayers(IReadOnlyList<string> folders)
    {
        try
        {
            foreach (string folder in folders)
            {
                _layers.Add(FileSystem.Open(folder, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The layers that make up the root, the topmost first.</summary>
    internal int[] Root => [.. Enumerable.Range(0, _layers.Count)];

    /// <summary>What is seen at a path.</summary>
    /// <param name="visible">The layers that make up the directory it is in.</param>
    /// <param name="path">The path from the root.</param>
    /// <returns>Null where nothing is.</returns>
    internal FileStatus? Find(int[] visible, ReadOnlySpan<byte> path)
    {
        foreach (int layer in visible)
        {
            if (Status(layer, path) is { } status)
            {
                return status.IsWhiteout ? null : status;
            }
        }

        return null;
    }

    /// <summary>The layers that make up a directory, given those of the one it is in.</summary>
    internal int[] Descend(int[] visible, ReadOnlySpan<byte> path)
    {
        var found = new List<int>();
        foreach (int layer in visible)
        {
            if (Status(layer, path) is not { } status)
            {
                continue;
            }

            if (!status.IsDirectory)
            {
                break;
            }

            found.Add(layer);
            if (IsOpaque(layer, path))
            {
                break;
            }
        }

        return [.. found];
    }

    /// <summary>The names that are seen in a directory, in byte order.</summary>
    internal IEnumerable<byte[]> Names(int[] visible, byte[] path)
    {
        var names = new SortedSet<byte[]>(ByteOrder.Array);
        foreach (int layer in visible)
        {
            using FileDescriptor? directory = Open(layer, path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            if (directory is not null)
            {
                names.UnionWith(DirectoryListing.RawNames(directory, TarText.Display(path)));
            }
        }

        return names;
    }

    /// <inheritdoc/>
    public void Dispose() => _layers.ForEach(layer => layer.Dispose());

    /// <summary>What one layer has at a path, marks included; null where it has nothing.</summary>
    internal FileStatus? Status(int layer, ReadOnlySpan<byte> path)
    {
        using FileDescriptor? entry = Open(layer, path, OpenFlags.O_PATH);
        return entry is null ? null : FileSystem.Status(entry, TarText.Display(path));
    }

    /// <summary>Whether a directory of one layer hides what layers below have in it.</summary>
    internal bool IsOpaque(int layer, ReadOnlySpan<byte> path)
    {
        using FileDescriptor? directory = Open(layer, path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        return directory is not null && OverlayMarks.IsOpaque(directory);
    }

    /// <summary>Opens what one layer has at a path; null where it has nothing.</summary>
    internal FileDescriptor? Open(int layer, ReadOnlySpan<byte> path, OpenFlags flags)
    {
        Errno error = DirectoryCalls.Open(
            _layers[layer],
            path.IsEmpty ? "."u8 : path,
            flags | OpenFlags.O_NOFOLLOW,
            ParentDirectories.Resolve,
            0,
            out FileDescriptor? file);
        return error is Errno.None or Errno.ENOENT or Errno.ENOTDIR
            ? file
            : throw new LinuxException(error, "open", TarText.Display(path));
    }
}
