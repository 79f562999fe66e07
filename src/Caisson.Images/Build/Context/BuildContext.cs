using System.Text;
using Caisson.Images.Build.Cache;
using Caisson.Images.Build.Dockerfiles;
using Caisson.Images.Build.Stages;
using Caisson.Images.Layers.Compression;
using Caisson.Images.Layers.Unpack;
using Caisson.Images.Store;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Build.Context;

/// <summary>What a build is given: a Dockerfile, and the files that its COPY and ADD can use.</summary>
public sealed class BuildContext : IDisposable
{
    /// <summary>The Dockerfile's name where none is given.</summary>
    public const string DefaultDockerfile = "Dockerfile";

    private const string IgnoreFile = ".dockerignore";

    private readonly SourceTree _files;
    private readonly ScratchFolder? _unpacked;

    private BuildContext(SourceTree files, byte[] dockerfile, ScratchFolder? unpacked)
    {
        _files = files;
        Dockerfile = dockerfile;
        _unpacked = unpacked;
    }

    /// <summary>The Dockerfile's bytes.</summary>
    public ReadOnlyMemory<byte> Dockerfile { get; }

    /// <summary>The files.</summary>
    internal SourceTree Files => _files;

    /// <summary>
    /// Uses a folder: its files where they are, less those that its .dockerignore, or the Dockerfile's own
    /// (<c>NAME.dockerignore</c>), leaves out.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="dockerfile">The Dockerfile's path in the folder.</param>
    /// <param name="contents">The Dockerfile itself, where it comes from elsewhere.</param>
    /// <param name="limits">How much is copied at most.</param>
    /// <exception cref="ImageException">There is no Dockerfile, or a rule of .dockerignore is malformed.</exception>
    /// <exception cref="LinuxException">The folder cannot be opened.</exception>
    public static BuildContext OpenFolder(
        string folder, string? dockerfile = null, ReadOnlyMemory<byte>? contents = null, ImageLimits? limits = null)
    {
        RootDirectory root = RootDirectory.Open(folder);
        try
        {
            (string name, byte[] bytes) = Choose(root, dockerfile, contents);
            return new BuildContext(new SourceTree(root, ReadIgnoreRules(root, name), limits), bytes, null);
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Unpacks an archive as clients of Docker send it: tar, as it is or compressed with gzip or zstd. Whoever made it has
    /// obeyed .dockerignore already; that counts here for the Dockerfile and for itself alone, which clients always send.
    /// </summary>
    /// <param name="store">In whose folder it is unpacked, until the context is disposed.</param>
    /// <param name="archive">The archive; it stays the caller's.</param>
    /// <param name="dockerfile">The Dockerfile's path in the archive.</param>
    /// <param name="contents">The Dockerfile itself, where it comes from elsewhere.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="ImageException">
    /// The archive is malformed or leads out of its folder; or as <see cref="OpenFolder"/>.
    /// </exception>
    public static Task<BuildContext> UnpackAsync(
        ImageStore store,
        Stream archive,
        string? dockerfile = null,
        ReadOnlyMemory<byte>? contents = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(archive);
        return WorkThread.RunAsync("build-context", () => Unpack(store, archive, dockerfile, contents, cancellation));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _files.Dispose();
        _unpacked?.Dispose();
    }

    private static BuildContext Unpack(
        ImageStore store, Stream archive, string? dockerfile, ReadOnlyMemory<byte>? contents, CancellationToken cancellation)
    {
        ScratchFolder scratch = new(new BuildFolder(store), ownsBuild: true);
        RootDirectory? root = null;
        try
        {
            string folder = scratch.MakeFolder("context");
            using (Stream plain = LayerCompression.OpenDecompressed(archive, store.Limits))
            {
                LayerUnpacker.Unpack(
                    plain, folder, new UnpackOptions { Limits = store.Limits, IsLayer = false }, cancellation);
            }

            root = RootDirectory.Open(folder);
            (string name, byte[] bytes) = Choose(root, dockerfile, contents);
            IgnoreRules rules = ReadIgnoreRules(root, name).RestrictedTo([name, IgnoreFile]);
            return new BuildContext(new SourceTree(root, rules, store.Limits), bytes, scratch);
        }
        catch
        {
            root?.Dispose();
            scratch.Dispose();
            throw;
        }
    }

    private static (string Name, byte[] Bytes) Choose(RootDirectory root, string? dockerfile, ReadOnlyMemory<byte>? contents) =>
        contents is { } given ? (dockerfile ?? DefaultDockerfile, given.ToArray()) : ReadDockerfile(root, dockerfile);

    private static (string Name, byte[] Bytes) ReadDockerfile(RootDirectory root, string? asked)
    {
        string name = CleanPath.Of(asked ?? DefaultDockerfile);
        byte[]? bytes = TryRead(root, name, DockerfileLimits.MaxBytes);

        // Docker's client looks for the lower-case name too, where no name is given.
        if (bytes is null && asked is null)
        {
            bytes = TryRead(root, name.ToLowerInvariant(), DockerfileLimits.MaxBytes);
            name = bytes is null ? name : name.ToLowerInvariant();
        }

        return bytes switch
        {
            null => throw new ImageException(ImageErrorKind.NotFound, $"Cannot locate specified Dockerfile: {name}"),
            [] => throw new ImageException(ImageErrorKind.InvalidContent, $"the Dockerfile ({name}) cannot be empty"),
            _ => (name, bytes),
        };
    }

    private static IgnoreRules ReadIgnoreRules(RootDirectory root, string dockerfile)
    {
        foreach (string name in (ReadOnlySpan<string>)[$"{dockerfile}{IgnoreFile}", IgnoreFile])
        {
            RequireInside(root, name);
            if (TryRead(root, name, IgnoreRules.MaxBytes) is { } bytes)
            {
                return IgnoreRules.Parse(bytes, name);
            }
        }

        return IgnoreRules.None;
    }

    // Docker's client follows such a link to wherever it leads, and its daemon into the context. That files are sent to an
    // image because neither is done here should not come as a surprise.
    private static void RequireInside(RootDirectory root, string path)
    {
        Errno error = DirectoryCalls.Open(
            root.Directory,
            Encoding.UTF8.GetBytes(path),
            OpenFlags.O_PATH,
            ResolveFlags.RESOLVE_BENEATH | ResolveFlags.RESOLVE_NO_MAGICLINKS,
            0,
            out FileDescriptor? inside);
        inside?.Dispose();
        using FileDescriptor? entry = error == Errno.EXDEV ? root.TryOpen(path, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW) : null;
        if (entry is not null && FileSystem.Status(entry, path).IsSymbolicLink)
        {
            throw new ImageException(
                ImageErrorKind.InvalidContent,
                $"{path} is a symbolic link to {FileSystem.TryReadLink("", entry)}, which is outside of the build context");
        }
    }

    private static byte[]? TryRead(RootDirectory root, string path, int limitBytes)
    {
        using FileDescriptor? handle = root.TryOpen(path);
        if (handle is null)
        {
            return null;
        }

        // Neither a fifo, which would wait for a writer, nor a device.
        if (FileSystem.Status(handle, path).Kind != StatMode.S_IFREG)
        {
            throw new ImageException(ImageErrorKind.InvalidContent, $"{path} is no regular file");
        }

        using FileDescriptor file = FileSystem.Reopen(handle, OpenFlags.O_RDONLY, path);
        try
        {
            return FileSystem.ReadToEnd(file, path, limitBytes);
        }
        catch (LinuxException e) when (e.Errno == Errno.EFBIG)
        {
            throw new ImageException(
                ImageErrorKind.LimitExceeded, $"{path} has more than the {limitBytes} bytes that are read", e);
        }
    }
}
