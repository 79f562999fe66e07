using Caisson.Images.Build.Context;
using Caisson.Images.Build.Files;
using Caisson.Images.Build.Images;
using Caisson.Images.Build.Stages;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Build.Steps;

/// <summary>
/// The VOLUMEs of an image while one of its commands runs. As with Docker's classic builder, each has what the image has
/// there, what the command changes in it is dropped, and its place becomes part of the image.
/// </summary>
/// <param name="session">The build.</param>
/// <param name="root">The image's root, to read.</param>
internal sealed class RunVolumes(BuildSession session, RootDirectory root)
{
    private const uint DirectoryMode = 0b111_101_101;

    /// <summary>The volumes as mounts, one in another after it; the layers are not in them yet.</summary>
    /// <param name="paths">Where they are.</param>
    /// <exception cref="ImageException">One cannot be there.</exception>
    internal IReadOnlyList<BuildMount> Find(IReadOnlyCollection<string> paths)
    {
        SortedDictionary<string, BuildMount> volumes = new(StringComparer.Ordinal);
        foreach (string path in paths)
        {
            string real = ScopedPath.Resolve(root, path, out bool exists);
            if (real == ".")
            {
                throw new ImageException(ImageErrorKind.InvalidContent, $"VOLUME {path}: the root of an image cannot be a volume");
            }

            using FileDescriptor? present = exists ? root.Open(real, OpenFlags.O_PATH) : null;
            if (present is not null && !FileSystem.Status(present, real).IsDirectory)
            {
                throw new ImageException(
                    ImageErrorKind.InvalidContent, $"cannot mount volume over existing file, file exists /{real}");
            }

            volumes[$"/{real}"] = new BuildMount($"/{real}", null, IsReadOnly: false) { SubPath = real };
        }

        return [.. volumes.Values];
    }

    /// <summary>Makes the places that the image does not have part of it, but for those in another volume.</summary>
    /// <param name="volumes">What <see cref="Find"/> has found.</param>
    /// <param name="workspace">Where the command's changes go.</param>
    /// <param name="cancellation">Ends it early.</param>
    internal void MakePlaces(IReadOnlyList<BuildMount> volumes, LayerWorkspace workspace, CancellationToken cancellation)
    {
        HashSet<string> all = [.. volumes.Select(v => v.SubPath)];
        List<BuildMount> missing =
            [.. volumes.Where(v => !MountStubs.IsBelowMount(v.SubPath) && !IsInAnother(v.SubPath, all) && !Exists(v.SubPath))];
        if (missing.Count == 0)
        {
            return;
        }

        using RootDirectory writable = workspace.OpenRoot();
        FileCopier copier = new(writable, new CopyAttributes((0, 0), null), cancellation);
        missing.ForEach(v => copier.MakeDirectories(v.SubPath, (0, 0)).Dispose());
    }

    /// <summary>The volumes with what they show: the image's layers once more, each under changes of its own.</summary>
    /// <param name="volumes">What <see cref="Find"/> has found.</param>
    /// <param name="lowers">The image's layers and what is mounted over, the uppermost first.</param>
    internal IReadOnlyList<BuildMount> Fill(IReadOnlyList<BuildMount> volumes, IReadOnlyList<string> lowers) =>
    [
        .. volumes.Select(v => MountStubs.IsBelowMount(v.SubPath) ? v with { Source = MakeEmpty() } : v with
        {
            LowerFolders = lowers,
            UpperFolder = session.Scratch.MakeFolder("volume"),
            WorkFolder = session.Scratch.MakeFolder("work"),
        }),
    ];

    private static bool IsInAnother(string path, HashSet<string> all)
    {
        for (string parent = CleanPath.Parent(path); parent is not ("." or "/" or ""); parent = CleanPath.Parent(parent))
        {
            if (all.Contains(parent))
            {
                return true;
            }
        }

        return false;
    }

    private bool Exists(string path)
    {
        using FileDescriptor? handle = root.TryOpen(path, OpenFlags.O_PATH);
        return handle is not null;
    }

    private string MakeEmpty()
    {
        string folder = session.Scratch.MakeFolder("volume");
        using FileDescriptor directory = FileSystem.Open(folder, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        FileSystem.ChangeMode(directory, DirectoryMode);
        return folder;
    }
}
