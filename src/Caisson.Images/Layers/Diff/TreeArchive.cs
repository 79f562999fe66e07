using Caisson.Images.Layers.Recipes;
using Caisson.Images.Layers.Tar;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Layers.Diff;

/// <summary>A whole directory tree as an archive, as <c>docker export</c> writes a container's root.</summary>
public static class TreeArchive
{
    /// <summary>
    /// Writes everything below a directory, without what is mounted there. The same tree gives the same bytes.
    /// </summary>
    /// <param name="folder">The directory, which is not an entry itself.</param>
    /// <param name="archive">Where to, uncompressed; it stays the caller's.</param>
    /// <param name="limits">How long a path may be.</param>
    /// <param name="cancellation">Ends the work between two entries.</param>
    /// <exception cref="ImageException">Something was changed while it was read.</exception>
    /// <exception cref="Caisson.Linux.LinuxException">Something can't be read.</exception>
    public static void Write(
        string folder, Stream archive, ImageLimits? limits = null, CancellationToken cancellation = default) =>
        Write(folder, archive, isUpper: false, limits ?? ImageLimits.Default, cancellation);

    /// <summary>Writes one thing, under a name of the caller's choice, and what is below it; of what is mounted there, only what
    /// the caller names.</summary>
    /// <param name="directory">The directory that it is in.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="entryName">Its name in the archive; empty for a directory whose contents alone are wanted.</param>
    /// <param name="archive">Where to, uncompressed; it stays the caller's.</param>
    /// <param name="cancellation">Ends the work between two entries.</param>
    /// <param name="mounts">Directories that are mounted below, and their names in the archive; null for none.</param>
    /// <exception cref="ImageException">Something was changed while it was read.</exception>
    /// <exception cref="Caisson.Linux.LinuxException">Something can't be read.</exception>
    public static void WriteOne(
        FileDescriptor directory,
        string name,
        string entryName,
        Stream archive,
        CancellationToken cancellation,
        IReadOnlyList<(FileDescriptor Directory, string EntryName)>? mounts = null)
    {
        byte[] own = System.Text.Encoding.UTF8.GetBytes(name);
        byte[] prefix = System.Text.Encoding.UTF8.GetBytes(entryName);
        TarWriter writer = new(archive);
        TreeArchiver archiver = new(writer, isUpper: false);
        Errno error = DirectoryCalls.Status(directory, own, out FileStatus status);
        if (error != Errno.None)
        {
            throw new LinuxException(error, "stat", name);
        }

        if (prefix.Length > 0)
        {
            archiver.Visit(directory, prefix, own, status);
        }

        if (status.IsDirectory)
        {
            using FileDescriptor root = FileSystem.Open(
                name, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW, at: directory);
            WriteBelow(root, prefix, archiver, cancellation);
            foreach ((FileDescriptor mounted, string mountName) in mounts ?? [])
            {
                WriteBelow(mounted, System.Text.Encoding.UTF8.GetBytes(mountName), archiver, cancellation);
            }
        }

        writer.Finish();
    }

    private static void WriteBelow(FileDescriptor root, byte[] prefix, TreeArchiver archiver, CancellationToken cancellation) =>
        new TreeWalk(root, ImageLimits.Default, cancellation).Run((parent, path, entry, found) =>
            archiver.Visit(parent, prefix.Length == 0 ? path : [.. prefix, (byte)'/', .. path], entry, found));

    /// <summary>The same for a directory that is open.</summary>
    internal static void Write(FileDescriptor root, Stream archive, ImageLimits limits, CancellationToken cancellation) =>
        Write(root, archive, isUpper: false, limits, cancellation);

    internal static void Write(
        string folder, Stream archive, bool isUpper, ImageLimits limits, CancellationToken cancellation, RecipeWriter? recipe = null)
    {
        using FileDescriptor root = FileSystem.Open(folder, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        Write(root, archive, isUpper, limits, cancellation, recipe);
    }

    private static void Write(
        FileDescriptor root, Stream archive, bool isUpper, ImageLimits limits, CancellationToken cancellation, RecipeWriter? recipe = null)
    {
        var writer = new TarWriter(archive);
        new TreeWalk(root, limits, cancellation).Run(new TreeArchiver(writer, isUpper, recipe).Visit);
        writer.Finish();
    }
}
