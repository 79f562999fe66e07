using Caisson.Images.Layers.Buffers;
using Caisson.Images.Layers.Tar;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Layers.Unpack;

/// <summary>
/// Unpacks an archive into a directory, which overlayfs can then use as a layer. Nothing is ever made outside the
/// directory: every entry's parent is resolved by the kernel below it and through no symbolic link.
/// </summary>
/// <remarks>
/// As with Docker, an entry replaces what an earlier one put in its place, unless both are directories; directories that
/// are missing are made; names that begin with a slash start at the root. A symbolic link in the middle of an entry's path
/// or of a hard link's target is followed as if the directory were the root of all, and is an error where that leads to no
/// directory. A hard link's header holds for the file that it is a name of. What <c>..</c> means is decided by the path
/// alone, and it ends at the root.
/// </remarks>
public static class LayerUnpacker
{
    /// <summary>Unpacks an uncompressed archive.</summary>
    /// <param name="archive">The archive; it stays the caller's, and is read to its end.</param>
    /// <param name="folder">An empty directory, in which nobody else works meanwhile.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the work between two entries.</param>
    /// <exception cref="ImageException">
    /// The archive is malformed, hostile or too large, or something can't be made. What has been unpacked stays, for the
    /// caller to remove with its directory.
    /// </exception>
    public static LayerSizes Unpack(
        Stream archive, string folder, UnpackOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new UnpackOptions();
        return Unpack(new StreamSource(archive, options.Limits.LayerBytes), folder, options, cancellation);
    }

    internal static LayerSizes Unpack(ByteSource archive, string folder, UnpackOptions options, CancellationToken cancellation)
    {
        using FileDescriptor root = FileSystem.Open(folder, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        using Writeback? writeback = options.IsForStore ? new Writeback(root) : null;
        using var writer = new EntryWriter(root, options, archive.Recipe);
        var reader = new TarReader(archive, options.Limits);
        long fileBytes = 0;
        int entries = 0;
        string current = folder;
        try
        {
            while (reader.Next() is { } entry)
            {
                cancellation.ThrowIfCancellationRequested();
                current = entry.DisplayPath;
                entries++;
                fileBytes = AddChecked(fileBytes, entry, reader.HeaderCount + writer.UnnamedDirectories, options.Limits);
                writer.Write(entry, reader);
                writeback?.Add(entry.SizeBytes);
            }

            current = folder;
            writer.Finish();
        }
        catch (LinuxException e)
        {
            throw Explain(e, current);
        }

        reader.Drain();
        return new LayerSizes(archive.Position, fileBytes, entries, writer.SkippedAttributes)
        {
            ImpliedDirectories = writer.ImpliedDirectories,
        };
    }

    private static long AddChecked(long fileBytes, TarEntry entry, long entries, ImageLimits limits)
    {
        if (entries > limits.LayerEntries)
        {
            throw TarError.Limit(
                $"{entry.DisplayPath}: too many entries", nameof(ImageLimits.LayerEntries), limits.LayerEntries);
        }

        return entry.SizeBytes <= limits.LayerBytes - fileBytes
            ? fileBytes + entry.SizeBytes + (entry.Kind == TarEntryKind.SymbolicLink ? entry.LinkTarget.Length : 0)
            : throw TarError.Limit(
                $"{entry.DisplayPath}: {entry.SizeBytes} bytes are more than is left",
                nameof(ImageLimits.LayerBytes),
                limits.LayerBytes);
    }

    private static ImageException Explain(LinuxException error, string path)
    {
        ImageErrorKind kind = error.Errno is Errno.ENOSPC or Errno.EDQUOT or Errno.EIO or Errno.EROFS or Errno.EMFILE or Errno.ENFILE
            ? ImageErrorKind.Unavailable
            : ImageErrorKind.InvalidContent;
        return new ImageException(kind, $"unpack {path}: {error.Message}", error);
    }
}
