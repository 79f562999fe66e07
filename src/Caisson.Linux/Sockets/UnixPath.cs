using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Sockets;

/// <summary>
/// A path that fits into a socket's address. A longer one is expressed through a descriptor of its directory,
/// <c>/proc/self/fd/N/NAME</c>, which lives as long as this object.
/// </summary>
internal readonly struct UnixPath : IDisposable
{
    private readonly FileDescriptor? _directory;

    private UnixPath(string path, FileDescriptor? directory)
    {
        Path = path;
        _directory = directory;
    }

    /// <summary>The path to use.</summary>
    internal string Path { get; }

    /// <inheritdoc/>
    public void Dispose() => _directory?.Dispose();

    /// <summary>Finds a short form.</summary>
    /// <exception cref="LinuxException">ENAMETOOLONG: the last component alone is too long; ENOENT: there is no such directory.</exception>
    internal static UnixPath Resolve(string path)
    {
        Span<byte> address = stackalloc byte[UnixAddress.SizeBytes];
        if (UnixAddress.WritePath(path, address) > 0)
        {
            return new UnixPath(path, null);
        }

        int slash = path.LastIndexOf('/');
        if (slash < 0)
        {
            throw new LinuxException(path.Length == 0 ? Errno.ENOENT : Errno.ENAMETOOLONG, "socket address", $"'{path}'");
        }

        int number = LibC.openat(
            Fcntl.AT_FDCWD, path[..(slash + 1)], OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC, 0);
        var directory = new FileDescriptor(LinuxException.Check(number, "open", path[..(slash + 1)]));
        string shortForm = $"/proc/self/fd/{directory.Number}/{path.AsSpan(slash + 1)}";
        if (UnixAddress.WritePath(shortForm, address) == 0)
        {
            directory.Dispose();
            throw new LinuxException(Errno.ENAMETOOLONG, "socket address", $"'{path}'");
        }

        return new UnixPath(shortForm, directory);
    }
}
