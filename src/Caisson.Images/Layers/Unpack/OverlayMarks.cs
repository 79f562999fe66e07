using Caisson.Images.Layers.Tar;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Layers.Unpack;

/// <summary>What overlayfs reads in a layer's directory; Documentation/filesystems/overlayfs.rst, "whiteouts and opaque directories".</summary>
internal sealed class OverlayMarks(bool isOrdinaryUser)
{
    private static ReadOnlySpan<byte> TrustedPrefix => "trusted.overlay."u8;

    private static ReadOnlySpan<byte> UserPrefix => "user.overlay."u8;

    /// <summary>Whether an extended attribute is one of overlayfs' own, which no archive may bring.</summary>
    internal static bool IsOverlayAttribute(ReadOnlySpan<byte> name) => name.StartsWith(TrustedPrefix) || name.StartsWith(UserPrefix);

    /// <summary>An attribute's name without overlayfs' prefix; empty where it is another's.</summary>
    internal static ReadOnlySpan<byte> OwnName(ReadOnlySpan<byte> name) =>
        name.StartsWith(TrustedPrefix) ? name[TrustedPrefix.Length..]
        : name.StartsWith(UserPrefix) ? name[UserPrefix.Length..]
        : [];

    /// <summary>Whether a directory, open or a handle, hides what layers below have in it.</summary>
    internal static bool IsOpaque(FileDescriptor directory) =>
        ExtendedAttributes.TryGet(directory, "trusted.overlay.opaque"u8).AsSpan().SequenceEqual("y"u8) ||
        ExtendedAttributes.TryGet(directory, "user.overlay.opaque"u8).AsSpan().SequenceEqual("y"u8);

    /// <summary>Hides what layers below have in a directory.</summary>
    internal void MakeOpaque(FileDescriptor directory, ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> name = isOrdinaryUser ? "user.overlay.opaque"u8 : "trusted.overlay.opaque"u8;
        Errno error = ExtendedAttributes.Set(directory, name, "y"u8);
        if (error != Errno.None)
        {
            throw new LinuxException(error, "setxattr overlay.opaque on", TarText.Display(path));
        }
    }

    /// <summary>Hides what layers below have under a name, unless this layer has something there itself.</summary>
    internal void Remove(FileDescriptor parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        Errno error = DirectoryCalls.MakeNode(parent, name, StatMode.S_IFCHR, (0, 0));
        if (error == Errno.EEXIST)
        {
            MakeOpaqueIfDirectory(parent, name, path);
        }
        else if (error != Errno.None)
        {
            throw new LinuxException(error, "mknod whiteout", TarText.Display(path));
        }
    }

    // A whiteout hides what is below its own layer, never what the layer brings (layer.md): of a file that is all, a
    // directory would be merged.
    private void MakeOpaqueIfDirectory(FileDescriptor parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        Errno error = DirectoryCalls.Open(
            parent,
            name,
            OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW,
            ResolveFlags.RESOLVE_BENEATH | ResolveFlags.RESOLVE_NO_SYMLINKS,
            0,
            out FileDescriptor? directory);
        using (directory)
        {
            if (directory is not null)
            {
                MakeOpaque(directory, path);
            }
            else if (error is not (Errno.ENOTDIR or Errno.ELOOP))
            {
                throw new LinuxException(error, "open", TarText.Display(path));
            }
        }
    }
}
