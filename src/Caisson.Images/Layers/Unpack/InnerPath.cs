using System.Diagnostics.CodeAnalysis;
using Caisson.Images.Layers.Tar;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Layers.Unpack;

/// <summary>
/// Finds out where a directory of an archive's really is when symbolic links inside the root are followed, as for a
/// process whose root directory it is: an absolute target starts at the root, and <c>..</c> ends there. The kernel is
/// never asked to follow a link, here or with what comes out.
/// </summary>
internal sealed class InnerPath : IDisposable
{
    // The kernel gives up after 40 symbolic links in one path (path_resolution(7)).
    private const int LinksMax = 40;

    // Names that links bring in. Without a limit, an entry of a few hundred bytes is worth seconds of work.
    private const int LinkNamesMax = 512;

    private readonly FileDescriptor _root;
    private readonly byte[] _asked;

    // The names that are still to be looked up, the next one at the end.
    private readonly List<byte[]> _ahead = [];
    private readonly List<byte[]> _behind = [];

    // The directory that the names behind lead to; null after a step back.
    private FileDescriptor? _current;

    // While as many names are ahead, or more, they are a link's and not the archive's.
    private int _aheadOfArchive = int.MaxValue;
    private (byte[] Path, byte[] Target) _link = ([], []);
    private int _links;
    private int _linkNames;

    private InnerPath(FileDescriptor root, ReadOnlySpan<byte> path)
    {
        _root = root;
        _asked = path.ToArray();
        Push(path);
    }

    /// <summary>Resolves a path.</summary>
    /// <param name="root">The root.</param>
    /// <param name="path">The path, without <c>..</c>.</param>
    /// <returns>
    /// The path of the same directory without links. What is missing of it, or no directory, is kept as it is written.
    /// </returns>
    /// <exception cref="ImageException">A link leads to no directory, or there are too many.</exception>
    internal static byte[] Resolve(FileDescriptor root, ReadOnlySpan<byte> path)
    {
        using var inner = new InnerPath(root, path);
        return inner.Resolve();
    }

    /// <inheritdoc/>
    public void Dispose() => _current?.Dispose();

    private byte[] Resolve()
    {
        bool exists = true;
        while (_ahead.Count > 0)
        {
            byte[] name = _ahead[^1];
            _ahead.RemoveAt(_ahead.Count - 1);
            if (!exists)
            {
                _behind.Add(name);
            }
            else if (name.AsSpan().SequenceEqual(".."u8))
            {
                _behind.RemoveRange(Math.Max(_behind.Count - 1, 0), Math.Min(_behind.Count, 1));
                Stand(null);
            }
            else
            {
                exists = Enter(name);
            }
        }

        return Join(_behind);
    }

    // Whether a name is a directory, or a link, whose target is ahead then.
    private bool Enter(byte[] name)
    {
        Errno error = DirectoryCalls.Open(
            Current(), name, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW, ParentDirectories.Resolve, 0, out FileDescriptor? entry);
        if (entry is null && error != Errno.ENOENT)
        {
            throw new LinuxException(error, "open", TarText.Display(_asked));
        }

        FileStatus status = entry is null ? default : FileSystem.Status(entry, "");
        if (status.IsDirectory)
        {
            Stand(entry);
            _behind.Add(name);
            return true;
        }

        using (entry)
        {
            if (status.IsSymbolicLink)
            {
                Follow(name, DirectoryCalls.TryReadLink(entry!, []) ?? []);
                return true;
            }
        }

        if (_ahead.Count >= _aheadOfArchive)
        {
            Throw("where no directory is");
        }

        _behind.Add(name);
        return false;
    }

    private FileDescriptor Current()
    {
        if (_current is null && _behind.Count > 0)
        {
            byte[] path = Join(_behind);
            Errno error = DirectoryCalls.Open(
                _root, path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, ParentDirectories.Resolve, 0, out _current);
            if (error != Errno.None)
            {
                throw new LinuxException(error, "open", TarText.Display(path));
            }
        }

        return _current ?? _root;
    }

    private void Stand(FileDescriptor? directory)
    {
        _current?.Dispose();
        _current = directory;
    }

    private void Follow(byte[] name, byte[] target)
    {
        // Of links that lead to links, the first one is what the archive's own path goes through.
        if (_ahead.Count < _aheadOfArchive)
        {
            _aheadOfArchive = _ahead.Count;
            _link = (Join([.. _behind, name]), target);
        }

        int before = _ahead.Count;
        Push(target);
        _linkNames += _ahead.Count - before;
        if (++_links > LinksMax || _linkNames > LinkNamesMax)
        {
            Throw("from where too many links lead on");
        }

        if (target.AsSpan().StartsWith("/"u8))
        {
            _behind.Clear();
            Stand(null);
        }
    }

    private void Push(ReadOnlySpan<byte> path)
    {
        int start = _ahead.Count;
        foreach (Range range in path.Split((byte)'/'))
        {
            if (path[range] is { IsEmpty: false } name && !name.SequenceEqual("."u8))
            {
                _ahead.Add(name.ToArray());
            }
        }

        _ahead.Reverse(start, _ahead.Count - start);
    }

    [DoesNotReturn]
    private void Throw(string why) => TarError.Throw(
        $"an entry goes through {TarText.Display(_link.Path)}, which is a symbolic link to {TarText.Display(_link.Target)}, {why}");

    private static byte[] Join(List<byte[]> names)
    {
        byte[] path = new byte[names.Sum(n => n.Length) + Math.Max(names.Count - 1, 0)];
        int length = 0;
        foreach (byte[] name in names)
        {
            if (length > 0)
            {
                path[length++] = (byte)'/';
            }

            name.CopyTo(path, length);
            length += name.Length;
        }

        return path;
    }
}
