using System.Text;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Build.Context;

/// <summary>Lists what is below a directory, less what is ignored or excluded. Symbolic links are listed, never followed.</summary>
internal sealed class SourceScanner(IgnoreRules ignored, IgnoreRules excluded, ImageLimits limits)
{
    // Each level holds a descriptor; a soft limit of 1024 leaves room for others.
    private const int MaxDepth = 400;

    private long _count;

    /// <summary>Scans a directory.</summary>
    /// <param name="node">The directory; gets its children.</param>
    /// <param name="handle">A handle on it.</param>
    /// <param name="path">Its path in the tree, for rules and messages.</param>
    internal void Scan(SourceNode node, FileDescriptor handle, string path)
    {
        using FileDescriptor directory = FileSystem.Open(".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, at: handle);
        Scan(node, directory, path, "", StateAt(path), excluded.Root(), 1);
    }

    private void Scan(
        SourceNode node, FileDescriptor directory, string path, string below, IgnoreState state, IgnoreState exclusion, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new ImageException(ImageErrorKind.LimitExceeded, $"{path} is nested more than {MaxDepth} levels deep");
        }

        List<byte[]> names = DirectoryListing.RawNames(directory, path);
        names.Sort(static (a, b) => a.AsSpan().SequenceCompareTo(b));
        foreach (byte[] name in names)
        {
            string text = Encoding.UTF8.GetString(name);
            string childPath = path == "." ? text : $"{path}/{text}";
            string childBelow = below.Length == 0 ? text : $"{below}/{text}";
            IgnoreState childState = ignored.IsEmpty ? state : ignored.Enter(state, childPath);
            IgnoreState childExclusion = excluded.IsEmpty ? exclusion : excluded.Enter(exclusion, childBelow);
            bool isLeftOut = childState.IsIgnored || childExclusion.IsIgnored;
            if (isLeftOut && !ignored.HasExceptions && !excluded.HasExceptions)
            {
                continue;
            }

            Errno error = DirectoryCalls.Status(directory, name, out FileStatus status);
            if (error == Errno.ENOENT || (isLeftOut && !status.IsDirectory))
            {
                continue;
            }

            Check(error, "stat", childPath);
            SourceNode child = new(name, status, IsImplied: isLeftOut);
            if (status.IsDirectory)
            {
                Check(
                    DirectoryCalls.Open(
                        directory,
                        name,
                        OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW,
                        ResolveFlags.RESOLVE_BENEATH | ResolveFlags.RESOLVE_NO_SYMLINKS,
                        0,
                        out FileDescriptor? opened),
                    "open",
                    childPath);
                using (opened)
                {
                    Scan(child, opened!, childPath, childBelow, childState, childExclusion, depth + 1);
                }
            }

            if (isLeftOut && child.Children.Count == 0)
            {
                continue;
            }

            Count(childPath);
            node.Children.Add(child);
        }
    }

    private IgnoreState StateAt(string path)
    {
        IgnoreState state = ignored.Root();
        if (path == "." || ignored.IsEmpty)
        {
            return state;
        }

        for (int slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            state = ignored.Enter(state, path[..slash]);
        }

        return ignored.Enter(state, path);
    }

    private void Count(string path)
    {
        if (++_count > limits.LayerEntries)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded, $"more than {limits.LayerEntries} files are to be copied; {path} is one too many");
        }
    }

    private static void Check(Errno error, string call, string path)
    {
        if (error != Errno.None)
        {
            throw new LinuxException(error, call, path);
        }
    }
}
