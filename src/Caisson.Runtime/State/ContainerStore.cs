using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Runtime.State;

/// <summary>
/// The directory with a directory for each container. A container is worked on only under its directory's lock, so that
/// concurrent calls on one container come one after the other.
/// </summary>
public sealed class ContainerStore
{
    private const uint PrivateDirectory = 0b111_001_001;
    private const int IdLengthMax = 1024;

    /// <summary>Uses a directory, which is made when the first container is.</summary>
    /// <param name="root">Absolute path.</param>
    public ContainerStore(string root) => Root = root;

    /// <summary>Absolute path of the directory.</summary>
    public string Root { get; }

    /// <summary>Makes the directory of a new container, locked.</summary>
    /// <exception cref="ContainerException">The name can't be one, or is taken.</exception>
    public ContainerDirectory Create(string id)
    {
        CheckId(id);
        MakeRoot();
        string path = $"{Root}/{id}";
        if (!FileSystem.MakeDirectory(path, PrivateDirectory))
        {
            throw new ContainerException($"container with id exists: \"{id}\" is already in {Root}; delete it or choose another id");
        }

        return Lock(id, path) ?? throw new ContainerException($"container \"{id}\" was deleted while it was created");
    }

    /// <summary>Opens the directory of a container and waits for its lock.</summary>
    /// <exception cref="ContainerException">There is no such container.</exception>
    public ContainerDirectory Open(string id)
    {
        CheckId(id);
        return Lock(id, $"{Root}/{id}") ?? throw NotFound(id);
    }

    /// <summary>The names of all containers, in order.</summary>
    public IReadOnlyList<string> Ids()
    {
        using FileDescriptor? root = FileSystem.TryOpen(Root, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        if (root is null)
        {
            return [];
        }

        List<string> names = DirectoryListing.Names(root, Root);
        names.RemoveAll(name => name.StartsWith('.') || FileSystem.TryStatus(name, followLink: false, root)?.IsDirectory != true);
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>What is known of a container, as <c>state</c> and <c>list</c> tell it.</summary>
    /// <exception cref="ContainerException">There is no such container.</exception>
    public ContainerSnapshot Load(string id)
    {
        CheckId(id);

        // Reading takes no lock: state.json is replaced as a whole, and a container that is being created or deleted
        // may take its time.
        using FileDescriptor? directory = FileSystem.TryOpen($"{Root}/{id}", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        return directory is null ? throw NotFound(id) : ContainerSnapshot.Take(new ContainerDirectory(this, id, directory.Duplicate()));
    }

    internal ContainerException NotFound(string id) => new($"container does not exist: \"{id}\" is not in {Root}");

    private static void CheckId(string id)
    {
        bool valid = id.Length is > 0 and <= IdLengthMax && id is not ("." or "..");
        foreach (char c in id)
        {
            valid &= char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '-' or '.';
        }

        if (!valid)
        {
            throw new ContainerException($"invalid container id format: \"{id}\" (letters, digits, '_', '+', '-' and '.' only)");
        }
    }

    private ContainerDirectory? Lock(string id, string path)
    {
        FileDescriptor? directory = FileSystem.TryOpen(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW);
        if (directory is null)
        {
            return null;
        }

        FileLock.TakeExclusive(directory, path);

        // Whoever held the lock may have deleted the container, and somebody else may have made another of its name.
        FileStatus held = FileSystem.Status(directory, path);
        if (FileSystem.TryStatus(path, followLink: false) is { } now && now.Inode == held.Inode && now.Device == held.Device)
        {
            return new ContainerDirectory(this, id, directory);
        }

        directory.Dispose();
        return null;
    }

    private void MakeRoot()
    {
        string path = "";
        foreach (string name in Root.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = $"{path}/{name}";
            try
            {
                FileSystem.MakeDirectory(path, PrivateDirectory);
            }
            catch (LinuxException e) when (e.Errno is Errno.EROFS or Errno.EACCES && FileSystem.TryStatus(path) is not null)
            {
                // A parent directory that is there but can't be written to is as good.
            }
        }
    }
}
