using Caisson.Images.Archives.Intake;
using Caisson.Images.Build.Context;
using Caisson.Images.Layers.Tar;
using Caisson.Images.Layers.Unpack;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Microsoft.Win32.SafeHandles;

namespace Caisson.Images.Build.Files;

/// <summary>Unpacks the local archives of an ADD: tar, as it is or compressed with gzip, zstd, xz or bzip2.</summary>
internal sealed class ArchiveUnpacker(RootDirectory root, FileCopier copier, ImageLimits limits)
{
    /// <summary>Whether a source is an archive, by its contents alone.</summary>
    /// <exception cref="ImageException">It looks like one that takes a program that is not installed.</exception>
    internal static bool IsArchive(SourceItem item, ImageLimits limits)
    {
        if (item.Node.Status.Kind != StatMode.S_IFREG)
        {
            return false;
        }

        try
        {
            using FileStream file = Open(item);
            using Decompression archive = Decompression.Of(file, limits);
            return new TarReader(archive.Stream, limits).Next() is not null;
        }
        catch (ImageException e) when (e.Kind == ImageErrorKind.Unsupported)
        {
            // It cannot be looked into: its name tells whether Docker would unpack it.
            return LooksLikeTar(item.BaseName)
                ? throw new ImageException(ImageErrorKind.Unsupported, $"ADD {item.Path}: {e.Message}", e)
                : false;
        }
        catch (Exception e) when (e is ImageException or IOException or InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Unpacks an archive.</summary>
    /// <param name="item">The archive.</param>
    /// <param name="destination">The directory that it goes to, which is made where it is missing.</param>
    /// <param name="cancellation">Ends it early.</param>
    internal void Unpack(SourceItem item, string destination, CancellationToken cancellation)
    {
        string real = ScopedPath.Resolve(root, destination, out _);
        using FileDescriptor directory = copier.MakeDirectories(real, (0, 0));
        using FileStream file = Open(item);
        using Decompression archive = Decompression.Of(file, limits);
        UnpackOptions options = new() { Limits = limits, IsLayer = false, KeepsRoot = true };
        LayerUnpacker.Unpack(archive.Stream, directory.ProcPath, options, cancellation);
    }

    private static FileStream Open(SourceItem item)
    {
        FileDescriptor file = FileSystem.Reopen(item.Handle, OpenFlags.O_RDONLY, item.Path);
        return new FileStream(new SafeFileHandle(file.Release(), ownsHandle: true), FileAccess.Read, bufferSize: 0);
    }

    private static bool LooksLikeTar(string name) => name.Contains(".tar", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".txz", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".tbz", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".tbz2", StringComparison.OrdinalIgnoreCase);
}
