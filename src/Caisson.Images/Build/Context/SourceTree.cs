using Caisson.Images.Build.Files;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Build.Context;

/// <summary>
/// Files that COPY, ADD and bind mounts read: a build context, a stage, an image, a folder with downloads. No path and no
/// symbolic link leads out of it: links are resolved as if its directory were <c>/</c>.
/// </summary>
internal sealed class SourceTree : IDisposable
{
    private const OpenFlags Handle = OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW;

    private readonly RootDirectory _root;
    private readonly IgnoreRules _ignored;
    private readonly ImageLimits _limits;

    /// <summary>Takes over a directory.</summary>
    /// <param name="root">The directory.</param>
    /// <param name="ignored">What in it does not belong to the tree.</param>
    /// <param name="limits">How much is copied at most.</param>
    internal SourceTree(RootDirectory root, IgnoreRules? ignored = null, ImageLimits? limits = null)
    {
        _root = root;
        _ignored = ignored ?? IgnoreRules.None;
        _limits = limits ?? ImageLimits.Default;
    }

    /// <summary>The tree's directory.</summary>
    internal RootDirectory Root => _root;

    /// <summary>What of the directory does not belong to the tree.</summary>
    internal IgnoreRules Ignored => _ignored;

    /// <summary>
    /// The paths that match a pattern, name by name, sorted. Directories that a pattern's names lead through are real
    /// ones, as with Docker: symbolic links among them are not followed.
    /// </summary>
    /// <returns>Nothing for a pattern that is malformed, as with Docker.</returns>
    internal IReadOnlyList<string> Glob(string pattern)
    {
        List<string> found = [];
        if (!PathPattern.IsValid(pattern))
        {
            return found;
        }

        string[] names = CleanPath.Of(pattern).Split('/');
        using FileDescriptor root = FileSystem.Open(".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, at: _root.Directory);
        Glob(root, ".", names, 0, found);
        return found;
    }

    /// <summary>Finds a source with everything below it; null where there is none, or it is ignored.</summary>
    /// <param name="path">A path, relative to the tree.</param>
    /// <param name="excluded">What is left out below it.</param>
    internal SourceItem? TryFind(string path, IgnoreRules? excluded = null)
    {
        string clean = CleanPath.Of(path.TrimStart('/'));
        string real = ScopedPath.Resolve(_root, clean, out bool exists, link => !_ignored.Ignores(link));
        if (!exists || _root.TryOpen(real, Handle, noLinks: true) is not { } handle)
        {
            return null;
        }

        try
        {
            SourceNode node = new([], FileSystem.Status(handle, path));
            bool isIgnored = _ignored.Ignores(real);
            if (node.Status.IsDirectory)
            {
                new SourceScanner(_ignored, excluded ?? IgnoreRules.None, _limits).Scan(node, handle, real);
            }

            if (isIgnored && node.Children.Count == 0)
            {
                handle.Dispose();
                return null;
            }

            return new SourceItem(clean, real, handle, node);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private static void Glob(FileDescriptor directory, string path, string[] names, int index, List<string> found)
    {
        bool isLast = index == names.Length - 1;
        List<string> entries = DirectoryListing.Names(directory, path);
        entries.Sort(string.CompareOrdinal);
        foreach (string entry in entries)
        {
            if (!PathPattern.Matches(names[index], entry))
            {
                continue;
            }

            string child = path == "." ? entry : $"{path}/{entry}";
            if (isLast)
            {
                found.Add(child);
                continue;
            }

            using FileDescriptor? opened = FileSystem.TryStatus(entry, followLink: false, directory) is { IsDirectory: true }
                ? FileSystem.TryOpen(entry, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW, directory)
                : null;
            if (opened is not null)
            {
                Glob(opened, child, names, index + 1, found);
            }
        }
    }
}
