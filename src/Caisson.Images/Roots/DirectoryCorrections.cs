using Caisson.Images.Layers.Diff;
using Caisson.Images.Layers.Tar;
using Caisson.Images.Layers.Unpack;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Roots;

/// <summary>
/// The directories that a stack of layers shows with the wrong attributes, because the uppermost layer that has them only
/// implies them. Each has those of the highest layer that names it. What a layer removed, or replaced by a file, is a new
/// directory in the layers above it; an opaque mark in a directory removes what is in it, and not the directory.
/// </summary>
/// <remarks>
/// Each directory of a layer is listed once at most, so that the work is bounded by what the layers have, however many
/// directories how many of them imply. Links are never followed.
/// </remarks>
internal sealed class DirectoryCorrections
{
    private readonly Node _root = new([], null);

    /// <summary>Says that a layer implies a directory.</summary>
    /// <param name="layer">The layer, 0 the uppermost.</param>
    /// <param name="path">The directory.</param>
    internal void Add(int layer, ReadOnlySpan<byte> path)
    {
        Node node = _root;
        foreach (Range range in path.Split((byte)'/'))
        {
            node = node.Child(path[range]);
        }

        node.ImpliedBy.Add(layer);
    }

    /// <summary>Compares what is shown with what is meant.</summary>
    /// <param name="layers">The layers, the uppermost first.</param>
    /// <returns>Whether there is a difference.</returns>
    internal bool Find(LowerLayers layers)
    {
        Stack<(Node Node, int[] Layers)> ahead = new([(_root, layers.Root)]);
        while (ahead.TryPop(out (Node Node, int[] Layers) next))
        {
            foreach ((Node child, List<int> holders) in Holders(layers, next.Node, next.Layers))
            {
                int[] visible = Look(layers, child, holders);
                if (visible.Length > 0 && child.HasChildren)
                {
                    ahead.Push((child, visible));
                }
            }
        }

        return _root.IsWanted;
    }

    /// <summary>Makes the directories that were found, with those that they are in.</summary>
    /// <param name="layers">The layers, the uppermost first.</param>
    /// <param name="folder">An empty folder.</param>
    internal void Write(LowerLayers layers, string folder)
    {
        using FileDescriptor top = FileSystem.Open(folder, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        List<Node> wanted = [_root];
        for (int i = 0; i < wanted.Count; i++)
        {
            Node node = wanted[i];
            using FileDescriptor directory = Open(top, node.Path());
            foreach (Node child in node.WantedChildren())
            {
                Errno error = DirectoryCalls.MakeDirectory(directory, child.Name, DirectoryAttributes.ModeMeanwhile);
                if (error != Errno.None)
                {
                    throw new LinuxException(error, "mkdir", $"{folder}/{TarText.Display(child.Path())}");
                }

                wanted.Add(child);
            }
        }

        // What is below first: what is made in a directory changes its time, and has its default ACL.
        for (int i = wanted.Count - 1; i >= 0; i--)
        {
            byte[] path = wanted[i].Path();
            using FileDescriptor from = OpenIn(layers, wanted[i].Source, path);
            using FileDescriptor to = Open(top, path);
            DirectoryCopy.CopyAttributes(from, to, TarText.Display(path));
        }
    }

    private static Dictionary<Node, List<int>> Holders(LowerLayers layers, Node node, int[] visible)
    {
        byte[] path = node.Path();
        Dictionary<Node, List<int>> holders = [];
        foreach (int layer in visible)
        {
            using FileDescriptor? directory = layers.Open(layer, path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            foreach (byte[] name in directory is null ? [] : DirectoryListing.RawNames(directory, TarText.Display(path)))
            {
                if (node.TryChild(name) is not { } child)
                {
                    continue;
                }

                if (!holders.TryGetValue(child, out List<int>? list))
                {
                    holders[child] = list = [];
                }

                list.Add(layer);
            }
        }

        return holders;
    }

    // The layers that make up what is shown; none where that is no directory.
    private static int[] Look(LowerLayers layers, Node node, List<int> holders)
    {
        byte[] path = node.Path();
        List<int> visible = [];
        bool isHidden = false;
        int? named = null;
        foreach (int layer in holders)
        {
            if (layers.Status(layer, path) is not { IsDirectory: true })
            {
                break;
            }

            if (!isHidden)
            {
                visible.Add(layer);
                isHidden = layers.IsOpaque(layer, path);
            }

            named ??= node.ImpliedBy.Contains(layer) ? null : layer;
            if (isHidden && named is not null)
            {
                break;
            }
        }

        if (visible.Count > 0)
        {
            Compare(layers, node, path, shown: visible[0], meant: named ?? visible[0]);
        }

        return [.. visible];
    }

    private static void Compare(LowerLayers layers, Node node, byte[] path, int shown, int meant)
    {
        node.Source = meant;
        if (shown == meant)
        {
            return;
        }

        using FileDescriptor one = OpenIn(layers, shown, path);
        using FileDescriptor other = OpenIn(layers, meant, path);
        if (!DirectoryCopy.HaveSameAttributes(one, other, TarText.Display(path)))
        {
            node.Want();
        }
    }

    private static FileDescriptor OpenIn(LowerLayers layers, int layer, byte[] path) =>
        layers.Open(layer, path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY)
        ?? throw new ImageException(
            ImageErrorKind.Conflict, $"somebody changed {TarText.Display(path)} of a layer while it was looked at; try again");

    private static FileDescriptor Open(FileDescriptor top, byte[] path)
    {
        Errno error = DirectoryCalls.Open(
            top,
            path.Length == 0 ? "."u8 : path,
            OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW,
            ParentDirectories.Resolve,
            0,
            out FileDescriptor? directory);
        return directory ?? throw new LinuxException(error, "open", TarText.Display(path));
    }

    // Paths are put together when they are needed: whoever made the layers chose how deep they are.
    private sealed class Node(byte[] name, Node? parent)
    {
        private Dictionary<byte[], Node>? _children;

        internal byte[] Name => name;

        internal HashSet<int> ImpliedBy { get; } = [];

        /// <summary>The layer whose attributes are meant.</summary>
        internal int Source { get; set; }

        /// <summary>Whether it, or something below it, is to be corrected.</summary>
        internal bool IsWanted { get; private set; }

        internal bool HasChildren => _children is not null;

        internal Node Child(ReadOnlySpan<byte> childName)
        {
            _children ??= new Dictionary<byte[], Node>(ByteStrings.Comparer);
            var lookup = _children.GetAlternateLookup<ReadOnlySpan<byte>>();
            if (!lookup.TryGetValue(childName, out Node? child))
            {
                lookup[childName] = child = new Node(childName.ToArray(), this);
            }

            return child;
        }

        internal Node? TryChild(byte[] childName) => _children?.GetValueOrDefault(childName);

        internal IEnumerable<Node> WantedChildren() => _children?.Values.Where(c => c.IsWanted) ?? [];

        internal void Want()
        {
            for (Node? node = this; node is { IsWanted: false }; node = node.Parent)
            {
                node.IsWanted = true;
            }
        }

        internal byte[] Path()
        {
            int length = -1;
            for (Node node = this; node.Parent is not null; node = node.Parent)
            {
                length += node.Name.Length + 1;
            }

            byte[] path = new byte[Math.Max(length, 0)];
            path.AsSpan().Fill((byte)'/');
            int end = path.Length;
            for (Node node = this; node.Parent is not null; node = node.Parent)
            {
                node.Name.CopyTo(path, end - node.Name.Length);
                end -= node.Name.Length + 1;
            }

            return path;
        }

        private Node? Parent => parent;
    }
}
