using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives.Intake;

/// <summary>What an archive had, by its paths; links between them are followed.</summary>
internal sealed class ArchiveContents
{
    // docker save has written links to layers; none of them to another link.
    private const int LinksMax = 8;

    private readonly ContentStore _content;
    private readonly Dictionary<string, ArchiveItem> _items = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _links = new(StringComparer.Ordinal);

    internal ArchiveContents(ContentStore content) => _content = content;

    /// <summary>Adds a file; one that comes again replaces what came before, as when an archive is unpacked.</summary>
    internal void Add(ArchiveItem item)
    {
        _links.Remove(item.Path);
        _items[item.Path] = item;
    }

    /// <summary>Adds a link.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="target">The path to which it leads.</param>
    internal void AddLink(string path, string target)
    {
        _items.Remove(path);
        _links[path] = target;
    }

    /// <summary>The file at a path; null where there is none.</summary>
    /// <exception cref="ImageException">Links lead in a circle, or out of the archive.</exception>
    internal ArchiveItem? TryFind(string path)
    {
        string current = ArchivePath.Normalize(path);
        for (int i = 0; _links.TryGetValue(current, out string? target); i++)
        {
            if (i == LinksMax)
            {
                throw new ImageException(
                    ImageErrorKind.InvalidContent, $"invalid archive: {ArchivePath.Display(path)}: more than {LinksMax} links after each other");
            }

            current = target;
        }

        return _items.GetValueOrDefault(current);
    }

    /// <summary>The file at a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="whose">Who names it.</param>
    /// <exception cref="ImageException">There is none.</exception>
    internal ArchiveItem Find(string path, string whose) => TryFind(path) ?? throw new ImageException(
        ImageErrorKind.InvalidContent, $"invalid archive: {whose} names {ArchivePath.Display(path)}, which the archive does not have");

    /// <summary>The whole of a file.</summary>
    /// <exception cref="ImageException">It is larger than it may be.</exception>
    internal byte[] Read(ArchiveItem item, int maxBytes) =>
        item.SizeBytes > maxBytes
            ? throw new ImageException(
                ImageErrorKind.LimitExceeded,
                $"invalid archive: {ArchivePath.Display(item.Path)} has {item.SizeBytes} bytes, more than the {maxBytes} that are read")
            : item.Contents ?? _content.ReadSmall(item.Digest, maxBytes);

    /// <summary>A file's data, from its beginning.</summary>
    internal Stream Open(ArchiveItem item) =>
        item.Contents is { } contents ? new MemoryStream(contents, writable: false) : _content.OpenVerified(item.Digest);

    /// <summary>Content by its digest, in an OCI layout; null where it is not there.</summary>
    internal ArchiveItem? TryFindBlob(Digest digest) => TryFind(ArchivePath.OfBlob(digest));
}
