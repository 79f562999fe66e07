using Caisson.Images.Build.Context;
using Caisson.Images.Layers.Compression;
using Caisson.Images.Layers.Tar;
using Caisson.Images.Layers.Unpack;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Microsoft.Win32.SafeHandles;

namespace Caisson.Images.Build.Files;

/// <summary>Unpacks the local archives of an ADD: tar, as it is or compressed with gzip or zstd.</summary>
internal sealed class ArchiveUnpacker(RootDirectory root, FileCopier copier, ImageLimits limits)
{
    /// <summary>Whether a source is an archive, by its contents alone.</summary>
    /// <exception cref="ImageException">It looks like one whose compression is not supported.</exception>
    internal static bool IsArchive(SourceItem item, ImageLimits limits)
    {
        if (item.Node.Status.Kind != StatMode.S_IFREG)
        {
            return false;
        }

        try
        {
            using FileStream file = Open(item);
            using Stream archive = LayerCompression.OpenDecompressed(file, limits);
            return new TarReader(archive, limits).Next() is not null;
        }
        catch (ImageException e) when (e.Kind == ImageErrorKind.Unsupported)
        {
            // Compressed in a way that cannot be looked into: its name tells whether Docker would unpack it.
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
        FileStatus before = FileSystem.Status(directory, destination);
        using FileStream file = Open(item);
        using Stream archive = LayerCompression.OpenDecompressed(file, limits);
        LayerUnpacker.Unpack(
            archive, directory.ProcPath, new UnpackOptions { Limits = limits, IsLayer = false }, cancellation);

        // An archive's own "./" does not count: the destination keeps what it was.
        Check(DirectoryCalls.ChangeOwner(directory, before.UserId, before.GroupId), "chown", destination);
        Check(DirectoryCalls.ChangeMode(directory, before.Permissions), "chmod", destination);
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

    private static void Check(Errno error, string call, string path)
    {
        if (error != Errno.None)
        {
            throw new LinuxException(error, call, path);
        }
    }
}
