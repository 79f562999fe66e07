using Caisson.Images.Build.Dockerfiles;
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
    private readonly string? _temporaryFolder;

    private BuildContext(SourceTree files, byte[] dockerfile, string? temporaryFolder)
    {
        _files = files;
        Dockerfile = dockerfile;
        _temporaryFolder = temporaryFolder;
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
            (string name, byte[] bytes) = contents is { } given
                ? (dockerfile ?? DefaultDockerfile, given.ToArray())
                : ReadDockerfile(root, dockerfile);
            return new BuildContext(new SourceTree(root, ReadIgnoreRules(root, name), limits), bytes, null);
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Uses a folder that a client's archive was unpacked to, and removes it in the end. Whoever made the archive has
    /// obeyed .dockerignore already; it counts here for the Dockerfile and for itself alone, which a client always sends.
    /// </summary>
    /// <param name="folder">The folder, which is given away.</param>
    /// <param name="dockerfile">The Dockerfile's path in the folder.</param>
    /// <param name="contents">The Dockerfile itself, where it comes from elsewhere.</param>
    /// <param name="limits">How much is copied at most.</param>
    /// <exception cref="ImageException">See <see cref="OpenFolder"/>.</exception>
    public static BuildContext AdoptUnpacked(
        string folder, string? dockerfile = null, ReadOnlyMemory<byte>? contents = null, ImageLimits? limits = null)
    {
        try
        {
            RootDirectory root = RootDirectory.Open(folder);
            try
            {
                (string name, byte[] bytes) = contents is { } given
                    ? (dockerfile ?? DefaultDockerfile, given.ToArray())
                    : ReadDockerfile(root, dockerfile);
                IgnoreRules rules = ReadIgnoreRules(root, name).RestrictedTo([name, IgnoreFile]);
                return new BuildContext(new SourceTree(root, rules, limits), bytes, folder);
            }
            catch
            {
                root.Dispose();
                throw;
            }
        }
        catch
        {
            DirectoryListing.RemoveTree(folder);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _files.Dispose();
        if (_temporaryFolder is not null)
        {
            DirectoryListing.RemoveTree(_temporaryFolder);
        }
    }

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
            if (TryRead(root, name, IgnoreRules.MaxBytes) is { } bytes)
            {
                return IgnoreRules.Parse(bytes, name);
            }
        }

        return IgnoreRules.None;
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
