using Caisson.Images.Layers.Tar;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Layers.Unpack;

/// <summary>
/// Owners, permissions, times and attributes of directories, which are set when everything is in them: what is put into
/// a directory changes its time, and its permissions may forbid to put anything there. Until then nobody else can enter.
/// </summary>
/// <param name="isLayer">Whether it is a layer, which gives the same tree whenever it is unpacked.</param>
/// <param name="limits">How many directories an archive may imply.</param>
internal sealed class DirectoryAttributes(bool isLayer, ImageLimits limits)
{
    /// <summary>Permissions while the layer is unpacked.</summary>
    internal const uint ModeMeanwhile = 0b111_000_000;

    private const uint ModeOfUnnamed = 0b111_101_101;
    private const uint OwnerEnters = 0b001_000_000;

    private readonly Dictionary<byte[], TarEntry?> _byPath = new(ByteStrings.Comparer);
    private readonly List<byte[]> _implied = [];
    private long _impliedBytes;

    /// <summary>
    /// The directories that the layer puts something into without naming them, in byte order, the root excepted: where a
    /// layer below has such a directory, its attributes are meant. Known after <see cref="Apply"/>.
    /// </summary>
    internal IReadOnlyList<byte[]> Implied => _implied;

    /// <summary>How many directories have been made that the archive had not named.</summary>
    internal long UnnamedCount { get; private set; }

    /// <summary>Whether there is a directory that its owner may not enter.</summary>
    internal bool HasClosed => _byPath.Values.Any(entry => entry is not null && (entry.Mode & OwnerEnters) == 0);

    /// <summary>Remembers what an entry says of a directory; the last one counts.</summary>
    internal void Add(ReadOnlySpan<byte> path, TarEntry entry) => Set(path, entry);

    /// <summary>
    /// Remembers a directory that the archive does not mention, but has something in: mode 0755, of root; of 1970 in a
    /// layer, of now elsewhere.
    /// </summary>
    /// <exception cref="ImageException">There are more than are accepted.</exception>
    internal void AddUnnamed(ReadOnlySpan<byte> path)
    {
        Set(path, null);
        UnnamedCount++;
        _impliedBytes += path.Length + 1;
        if (_impliedBytes > limits.ImpliedDirectoryBytes)
        {
            throw TarError.Limit(
                $"{TarText.Display(path)}: too many directories that no entry names, by the bytes of their paths",
                nameof(ImageLimits.ImpliedDirectoryBytes),
                limits.ImpliedDirectoryBytes);
        }
    }

    /// <summary>
    /// Says that the layer removes what was at a path before it: a directory there is a new one, whether the layer names
    /// it or not.
    /// </summary>
    internal void Renew(ReadOnlySpan<byte> path)
    {
        if (_byPath.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(path, out TarEntry? entry) && entry is null)
        {
            Set(path, Unnamed(path.ToArray()));
        }
    }

    /// <summary>Sets everything.</summary>
    /// <param name="root">The layer's directory.</param>
    /// <param name="attributes">How owners and the like are set.</param>
    internal void Apply(FileDescriptor root, EntryAttributes attributes)
    {
        // The deepest first: a directory may forbid its owner to enter it.
        foreach ((byte[] path, TarEntry? entry) in _byPath.OrderByDescending(pair => pair.Key.Length))
        {
            Errno error = DirectoryCalls.Open(
                root,
                path.Length == 0 ? "."u8 : path,
                OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW,
                ParentDirectories.Resolve,
                0,
                out FileDescriptor? directory);
            using (directory)
            {
                if (directory is null)
                {
                    // An entry that came later put something else there.
                    if (error is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)
                    {
                        continue;
                    }

                    throw new Linux.LinuxException(error, "open", TarText.Display(path));
                }

                attributes.Apply(directory, entry ?? Unnamed(path), hasTime: entry is not null || (isLayer && path.Length > 0));
                if (entry is null && path.Length > 0)
                {
                    _implied.Add(path);
                }
            }
        }

        _implied.Sort(ByteOrder.Array);
    }

    private static TarEntry Unnamed(byte[] path) => new() { Kind = TarEntryKind.Directory, Path = path, Mode = ModeOfUnnamed };

    private void Set(ReadOnlySpan<byte> path, TarEntry? entry) =>
        _byPath.GetAlternateLookup<ReadOnlySpan<byte>>()[path] = entry;
}
