using Caisson.Images.Roots;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Mounts;
using Caisson.Linux.Uapi;

namespace Caisson.Engine.Builds;

/// <summary>
/// A layer with what is mounted over in every container, as far as an image lacks it. It lies on the image's layers and
/// below a run's changes, so that it does not become part of an image; Docker does the same.
/// </summary>
internal static class MountPoints
{
    private const uint DirectoryMode = 0b111_101_101;
    private const uint FileMode = 0b110_100_100;

    // By this file programs find out that they are in a container.
    private const string Sign = ".dockerenv";

    private static readonly string[] Directories = ["proc", "sys"];
    private static readonly Furnishing[] Furnishings =
    [
        new("dev", Files: ["console"], Directories: ["pts", "shm"], Links: []),
        new("etc", Files: ["hostname", "hosts", "resolv.conf"], Directories: [], Links: [("mtab", "/proc/mounts")]),
    ];

    /// <summary>Fills a folder.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="lowers">The image's layers, the uppermost first.</param>
    /// <returns>The folder.</returns>
    internal static string Make(string folder, IReadOnlyList<string> lowers)
    {
        using FileDescriptor layer = FileSystem.Open(folder, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        using MountTree? image = lowers.Count == 0 ? null : OverlayMount.Create(new OverlayOptions { Lowers = lowers });
        foreach (string name in Directories)
        {
            if (!Exists(image, name))
            {
                FileSystem.MakeDirectory(name, DirectoryMode, layer);
            }
        }

        if (!Exists(image, Sign))
        {
            FileSystem.Open(Sign, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, DirectoryMode, layer).Dispose();
        }

        foreach (Furnishing furnishing in Furnishings)
        {
            Furnish(layer, image, furnishing);
        }

        CopyAttributes(image, ".", layer);
        return folder;
    }

    private static void Furnish(FileDescriptor layer, FileDescriptor? image, Furnishing wanted)
    {
        using FileDescriptor? existing = image is null ? null : TryOpenDirectory(image, wanted.Folder);
        if (existing is null && Exists(image, wanted.Folder))
        {
            // A link, or something odd: what is mounted there finds its place by itself.
            return;
        }

        FileSystem.MakeDirectory(wanted.Folder, DirectoryMode, layer);
        using FileDescriptor folder = FileSystem.Open(wanted.Folder, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, at: layer);
        foreach (string name in wanted.Files.Where(n => !Exists(existing, n)))
        {
            FileSystem.Open(name, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, FileMode, folder).Dispose();
        }

        foreach (string name in wanted.Directories.Where(n => !Exists(existing, n)))
        {
            FileSystem.MakeDirectory(name, DirectoryMode, folder);
        }

        foreach ((string name, string target) in wanted.Links.Where(l => !Exists(existing, l.Name)))
        {
            FileSystem.MakeSymbolicLink(target, name, folder);
        }

        CopyAttributes(image, wanted.Folder, layer);
    }

    private static void CopyAttributes(FileDescriptor? image, string path, FileDescriptor layer)
    {
        using FileDescriptor? directory = image is null ? null : TryOpenDirectory(image, path);
        if (directory is not null)
        {
            using FileDescriptor copy = FileSystem.Open(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, at: layer);
            DirectoryCopy.CopyAttributes(directory, copy, path);
        }
    }

    private static bool Exists(FileDescriptor? directory, string name) =>
        directory is not null && FileSystem.TryStatus(name, followLink: false, directory) is not null;

    private static FileDescriptor? TryOpenDirectory(FileDescriptor directory, string name) =>
        FileSystem.TryStatus(name, followLink: false, directory) is { IsDirectory: true }
            ? FileSystem.Open(name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW, at: directory)
            : null;

    private sealed record Furnishing(string Folder, string[] Files, string[] Directories, (string Name, string Target)[] Links);
}
