using Caisson.Images.Layers.Tar;
using Caisson.Images.Layers.Unpack;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;

namespace Caisson.Images.Layers.Diff;

/// <summary>
/// Reads a file's extended attributes: those that belong to the file are for the archive, those of overlayfs are
/// understood, and those by which the host labels its files (SELinux, IMA) are left out.
/// </summary>
internal sealed class AttributeReader(bool isUpper)
{
    private readonly List<TarXattr> _attributes = [];

    /// <summary>What goes into the archive, in byte order.</summary>
    internal IReadOnlyList<TarXattr> Attributes => _attributes;

    /// <summary>Whether the directory hides what is below.</summary>
    internal bool IsOpaque { get; private set; }

    /// <summary>Whether the file, an empty one, is a whiteout in the form of an attribute.</summary>
    internal bool IsWhiteout { get; private set; }

    /// <summary>Reads them.</summary>
    /// <exception cref="ImageException">
    /// overlayfs keeps something of this file elsewhere: the overlay was not mounted by Caisson.
    /// </exception>
    internal void Read(FileDescriptor file, byte[] path)
    {
        List<byte[]> names = ExtendedAttributes.Names(file);
        names.Sort(ByteOrder.Array);
        foreach (byte[] name in names)
        {
            ReadOnlySpan<byte> overlay = OverlayMarks.OwnName(name);
            if (isUpper && !overlay.IsEmpty)
            {
                Understand(file, name, overlay, path);
            }
            else if (overlay.IsEmpty && BelongsToFile(name) && ExtendedAttributes.TryGet(file, name) is { } value)
            {
                _attributes.Add(new TarXattr(name, value));
            }
        }
    }

    private static bool BelongsToFile(ReadOnlySpan<byte> name) =>
        name.StartsWith("user."u8) || name.StartsWith("trusted."u8) || name.SequenceEqual("security.capability"u8) ||
        name.StartsWith("system.posix_acl_"u8);

    private void Understand(FileDescriptor file, byte[] name, ReadOnlySpan<byte> overlay, byte[] path)
    {
        if (overlay.SequenceEqual("opaque"u8))
        {
            // "x" says only that there may be whiteouts in the form of attributes.
            IsOpaque = ExtendedAttributes.TryGet(file, name).AsSpan().SequenceEqual("y"u8);
        }
        else if (overlay.SequenceEqual("whiteout"u8))
        {
            IsWhiteout = true;
        }
        else if (overlay.SequenceEqual("redirect"u8) || overlay.SequenceEqual("metacopy"u8))
        {
            throw new ImageException(
                ImageErrorKind.Unsupported,
                $"{TarText.Display(path)}: a part of it is in another layer ({TarText.Display(name)}); " +
                "mount the overlay with metacopy=off and redirect_dir=nofollow");
        }
    }
}
