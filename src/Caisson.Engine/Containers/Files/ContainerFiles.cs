using Caisson.Engine.Containers.Lifecycle;
using Caisson.Engine.Containers.Model;
using Caisson.Engine.Containers.Mounts;
using Caisson.Engine.Sandboxes;
using Caisson.Images.Archives.Intake;
using Caisson.Images.Layers.Diff;
using Caisson.Images.Layers.Unpack;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Engine.Containers.Files;

/// <summary>Files of containers, read and written from outside. Whatever a container has made of its paths, they lead nowhere
/// but into its own root.</summary>
/// <remarks>Thread: any; the work is done on threads of its own.</remarks>
public sealed class ContainerFiles
{
    private readonly ContainerService _service;

    /// <summary>Works on the containers of a service.</summary>
    /// <param name="service">The service.</param>
    public ContainerFiles(ContainerService service)
    {
        _service = service;
    }

    /// <summary>What is at a path.</summary>
    /// <param name="container">The container.</param>
    /// <param name="name">What the client calls it.</param>
    /// <param name="path">The path; a link at its end is not followed, unless it ends with a slash.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="EngineException">Nothing is there.</exception>
    public async Task<ContainerPathStatus> StatusAsync(Container container, string name, string path, CancellationToken cancellation)
    {
        using SandboxFiles files = await OpenAsync(container, path, cancellation).ConfigureAwait(false);
        return await BlockingWork.RunAsync(() =>
        {
            using FoundPath found = Find(files.Root, container, name, path);
            return Describe(found, path);
        }).ConfigureAwait(false);
    }

    /// <summary>Writes what is at a path as an archive.</summary>
    /// <param name="container">The container.</param>
    /// <param name="name">What the client calls it.</param>
    /// <param name="path">The path, as with <see cref="StatusAsync"/>.</param>
    /// <param name="begin">Is told what it is, and says where to write: called once, when nothing can fail any more that a
    /// client could be told of.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="EngineException">Nothing is there.</exception>
    public async Task ReadAsync(
        Container container, string name, string path, Func<ContainerPathStatus, Task<Stream>> begin, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(begin);
        using SandboxFiles files = await OpenAsync(container, path, cancellation).ConfigureAwait(false);
        using FoundPath found = await BlockingWork.RunAsync(() => Find(files.Root, container, name, path)).ConfigureAwait(false);
        _service.Events.Publish(container, "archive-path");
        Stream output = await begin(Describe(found, path)).ConfigureAwait(false);
        await BlockingWork.RunAsync(() =>
        {
            List<(FileDescriptor Directory, string EntryName)> mounts = MountsBelow(files.Root, container, path);
            try
            {
                using BlockingStream archive = new(output, cancellation);
                TreeArchive.WriteOne(found.Directory, found.Name, EntryName(path), archive, cancellation, mounts);
            }
            finally
            {
                mounts.ForEach(static m => m.Directory.Dispose());
            }
        }).ConfigureAwait(false);
    }

    /// <summary>Unpacks an archive into a directory.</summary>
    /// <param name="container">The container.</param>
    /// <param name="name">What the client calls it.</param>
    /// <param name="path">The directory; links are followed.</param>
    /// <param name="archive">The archive, compressed or not.</param>
    /// <param name="keepsDirectories">Whether it is an error where a directory would replace something else, or the other way.</param>
    /// <param name="takesOwner">Whether all of it belongs to the container's user.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="EngineException">There is no such directory, or it is read-only.</exception>
    public async Task WriteAsync(
        Container container, string name, string path, Stream archive, bool keepsDirectories, bool takesOwner, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(container);
        CheckWritable(container, path);
        using SandboxFiles files = await OpenAsync(container, path, cancellation).ConfigureAwait(false);
        await BlockingWork.RunAsync(() =>
        {
            using FileDescriptor directory = OpenDirectory(files.Root, name, Inner(container, path));
            (uint, uint)? owner = null;
            if (takesOwner && container.Record.Config.User.Length > 0)
            {
                var user = LaunchPreparation.FindUser(files.Root, container.Record.Config.User, null);
                owner = (user.UserId, user.GroupId);
            }

            UnpackOptions options = new() { IsLayer = false, KeepsRoot = true, KeepsDirectories = keepsDirectories, Owner = owner };
            using BlockingStream source = new(archive, cancellation);
            using Decompression whole = Decompression.Of(source, options.Limits);
            LayerUnpacker.Unpack(whole.Stream, directory.ProcPath, options, cancellation);
        }).ConfigureAwait(false);
        _service.Events.Publish(container, "extract-to-dir", ("path", path));
    }

    /// <summary>Writes a container's whole root as an archive, without what is mounted in it.</summary>
    /// <param name="container">The container.</param>
    /// <param name="output">Where to.</param>
    /// <param name="cancellation">Ends the work.</param>
    public async Task ExportAsync(Container container, Stream output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(container);
        using SandboxFiles files = await _service.SandboxOf(container)
            .OpenFilesAsync(container.Id, _service.Folders.RootOf(container.Record), cancellation).ConfigureAwait(false);
        await BlockingWork.RunAsync(() =>
        {
            using BlockingStream archive = new(output, cancellation);
            TreeArchive.WriteOne(files.Root.Directory, ".", "", archive, cancellation);
        }).ConfigureAwait(false);
        _service.Events.Publish(container, "export");
    }

    /// <summary>What a container has changed.</summary>
    /// <param name="container">The container.</param>
    /// <param name="cancellation">Ends the work.</param>
    public Task<IReadOnlyList<LayerChange>> ChangesAsync(Container container, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(container);
        return BlockingWork.RunAsync(
            () => LayerDiff.Changes(_service.Folders.UpperOf(container.Id), container.Record.Lowers, null, cancellation));
    }

    // Of one that does not run, the mounts are not there: what is below one is found where it is mounted from.
    private async Task<SandboxFiles> OpenAsync(Container container, string path, CancellationToken cancellation)
    {
        if (!container.State.IsRunning && MountOf(container, path) is { Type: MountPoint.Bind or MountPoint.Volume } mount
            && Directory.Exists(mount.Source))
        {
            return new SandboxFiles(RootDirectory.Open(mount.Source));
        }

        return await _service.SandboxOf(container)
            .OpenFilesAsync(container.Id, _service.Folders.RootOf(container.Record), cancellation).ConfigureAwait(false);
    }

    private static MountPoint? MountOf(Container container, string path)
    {
        string clean = CleanPath.Of(path);
        return container.Record.Mounts
            .Where(m => clean == m.Destination || clean.StartsWith(m.Destination + "/", StringComparison.Ordinal))
            .MaxBy(m => m.Destination.Length);
    }

    // Directories of the host and volumes that are mounted below a path, the outer ones first. What else is mounted there is
    // the kernel's, or nobody's business outside.
    private static List<(FileDescriptor Directory, string EntryName)> MountsBelow(RootDirectory root, Container container, string path)
    {
        string above = CleanPath.Of(path).TrimEnd('/') + "/";
        string entry = EntryName(path);
        List<(FileDescriptor, string)> found = [];
        foreach (MountPoint mount in container.Record.Mounts
            .Where(m => m.Type is MountPoint.Bind or MountPoint.Volume && m.Destination.StartsWith(above, StringComparison.Ordinal))
            .OrderBy(static m => m.Destination.Length))
        {
            const OpenFlags Flags = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY;
            FileDescriptor? directory = container.State.IsRunning ? root.TryOpen(mount.Destination, Flags)
                : Directory.Exists(mount.Source) ? FileSystem.Open(mount.Source, Flags)
                : null;
            if (directory is not null)
            {
                string below = mount.Destination[above.Length..];
                found.Add((directory, entry.Length == 0 ? below : $"{entry}/{below}"));
            }
        }

        return found;
    }

    // The path in what OpenAsync has opened.
    private static string Inner(Container container, string path)
    {
        MountPoint? mount = container.State.IsRunning ? null : MountOf(container, path);
        return mount is { Type: MountPoint.Bind or MountPoint.Volume } && Directory.Exists(mount.Source)
            ? "/" + CleanPath.Of(path)[mount.Destination.Length..].TrimStart('/')
            : path;
    }

    private static void CheckWritable(Container container, string path)
    {
        if (MountOf(container, path) is { } mount)
        {
            if (!mount.IsWritable)
            {
                throw new EngineException(EngineErrorKind.Forbidden, "mounted volume is marked read-only");
            }
        }
        else if (container.Record.Host.ReadonlyRootfs)
        {
            throw new EngineException(EngineErrorKind.Forbidden, "container rootfs is marked read-only");
        }
    }

    private static FileDescriptor OpenDirectory(RootDirectory root, string name, string path)
    {
        using FileDescriptor found = root.TryOpen(path) ?? throw NotFound(name, path);
        if (!FileSystem.Status(found, path).IsDirectory)
        {
            throw new EngineException(EngineErrorKind.InvalidParameter, "extraction point is not a directory");
        }

        return FileSystem.Reopen(found, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, path);
    }

    private static FoundPath Find(RootDirectory root, Container container, string name, string path)
    {
        string inner = Inner(container, path);
        bool isDirectory = path.EndsWith('/') || path.EndsWith("/.", StringComparison.Ordinal) || path is "." or "";
        string clean = CleanPath.Of(inner);
        try
        {
            if (isDirectory || clean == "/")
            {
                FileDescriptor directory = root.TryOpen(clean, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY)
                    ?? throw NotFound(name, path);
                return new FoundPath(directory, ".", FileSystem.Status(directory, path), "");
            }

            (string parentPath, string file) = RootDirectory.Split(clean);
            FileDescriptor parent = root.TryOpen(parentPath.Length == 0 ? "/" : parentPath, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY)
                ?? throw NotFound(name, path);
            if (FileSystem.TryStatus(file, followLink: false, parent) is not { } status)
            {
                parent.Dispose();
                throw NotFound(name, path);
            }

            string target = status.IsSymbolicLink ? FileSystem.TryReadLink(file, parent) ?? "" : "";
            return new FoundPath(parent, file, status, target.Length == 0 || target.StartsWith('/') ? target : CleanPath.Of($"{parentPath}/{target}"));
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOTDIR or Errno.ELOOP or Errno.ENAMETOOLONG)
        {
            throw NotFound(name, path);
        }
    }

    private static ContainerPathStatus Describe(FoundPath found, string path)
    {
        string name = EntryName(path);
        return new ContainerPathStatus(name.Length == 0 ? "/" : name, found.Status, found.LinkTarget);
    }

    // How the archive, and a client, call it: the last part of the path as it was asked for.
    private static string EntryName(string path)
    {
        string trimmed = path.TrimEnd('/');
        return trimmed[(trimmed.LastIndexOf('/') + 1)..];
    }

    private static EngineException NotFound(string name, string path) =>
        new(EngineErrorKind.NotFound, $"Could not find the file {path} in container {name}");
}
