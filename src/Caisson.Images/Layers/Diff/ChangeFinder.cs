using Caisson.Images.Layers.Tar;
using Caisson.Images.Layers.Unpack;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Layers.Diff;

/// <summary>Compares an upper directory with the layers below it, entry by entry.</summary>
internal sealed class ChangeFinder
{
    private readonly LowerLayers _lowers;
    private readonly SortedDictionary<byte[], LayerChangeKind> _changes = new(ByteOrder.Array);

    // Of each directory of the upper one: the layers that make it up below.
    private readonly Dictionary<byte[], int[]> _visible = new(ByteStrings.Comparer);

    /// <summary>Compares with layers, which stay the caller's.</summary>
    internal ChangeFinder(LowerLayers lowers)
    {
        _lowers = lowers;
        _visible[[]] = lowers.Root;
    }

    /// <summary>What was found, in byte order of the paths.</summary>
    internal IReadOnlyList<LayerChange> Changes =>
        [.. _changes.Select(change => new LayerChange(change.Value, $"/{TarText.Display(change.Key)}"))];

    /// <summary>Compares an entry; a <see cref="TreeWalk.Visitor"/>.</summary>
    internal bool Visit(FileDescriptor directory, byte[] path, ReadOnlySpan<byte> name, FileStatus status)
    {
        byte[] parent = ParentOf(path);
        int[] around = _visible[parent];
        FileStatus? before = _lowers.Find(around, path);
        if (status.IsWhiteout)
        {
            // Of something that was added and removed again, nothing is to be told.
            if (before is not null)
            {
                Add(LayerChangeKind.Deleted, path, parent);
            }

            return false;
        }

        if (!status.IsDirectory)
        {
            Add(before is null ? LayerChangeKind.Added : LayerChangeKind.Modified, path, parent);
            return false;
        }

        bool wasDirectory = before is { IsDirectory: true };
        int[] below = wasDirectory ? _lowers.Descend(around, path) : [];
        if (!wasDirectory)
        {
            Add(before is null ? LayerChangeKind.Added : LayerChangeKind.Modified, path, parent);
        }
        else if (IsOpaque(directory, name))
        {
            Add(LayerChangeKind.Modified, path, parent);
            AddHidden(directory, path, name, below);
        }
        else if (!HasSameAttributes(before!.Value, status))
        {
            Add(LayerChangeKind.Modified, path, parent);
        }

        _visible[path] = below;
        return true;
    }

    private static bool HasSameAttributes(FileStatus before, FileStatus now) =>
        before.Mode == now.Mode && before.UserId == now.UserId && before.GroupId == now.GroupId && before.ModifiedAt == now.ModifiedAt;

    private static byte[] ParentOf(byte[] path)
    {
        int slash = path.AsSpan().LastIndexOf((byte)'/');
        return slash < 0 ? [] : path[..slash];
    }

    // What appears or goes changes the directory it is in, whatever that one's time says.
    private void Add(LayerChangeKind kind, byte[] path, byte[] parent)
    {
        _changes[path] = kind;
        if (kind != LayerChangeKind.Modified && parent.Length > 0)
        {
            _changes.TryAdd(parent, LayerChangeKind.Modified);
        }
    }

    // A directory that was removed and made again: what it had and has no more was deleted.
    private void AddHidden(FileDescriptor directory, byte[] path, ReadOnlySpan<byte> name, int[] below)
    {
        foreach (byte[] hidden in _lowers.Names(below, path))
        {
            byte[] hiddenPath = [.. path, (byte)'/', .. hidden];
            bool isHere = DirectoryCalls.Status(directory, [.. name, (byte)'/', .. hidden], out _) == Errno.None;
            if (!isHere && _lowers.Find(below, hiddenPath) is not null)
            {
                Add(LayerChangeKind.Deleted, hiddenPath, path);
            }
        }
    }

    private static bool IsOpaque(FileDescriptor parent, ReadOnlySpan<byte> name)
    {
        DirectoryCalls.Open(
            parent,
            name,
            OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW,
            ResolveFlags.RESOLVE_BENEATH,
            0,
            out FileDescriptor? directory);
        using (directory)
        {
            return directory is not null && OverlayMarks.IsOpaque(directory);
        }
    }
}
