using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Store;

/// <summary>
/// The folder that all processes share, its subfolders as descriptors, and its lock.
/// <code>
/// version                     the layout's number
/// lock                        flock: shared by whoever adds, exclusive for whoever removes or moves names
/// blobs/sha256/HEX            content; appears whole, mode 0444
/// ingest/KEY/{data,ref}       content in the making; the directory is locked by its writer
/// layers/sha256/HEX/          an unpacked layer: fs/, layer.json, and implied where it implies directories; appears
///                             whole. With recipe, it is the content HEX too
/// layers/tmp/                 layers in the making, each directory locked by its writer, and layers on their way out
/// references/KEY              what an image is called: its name and its descriptor
/// leases/NAME                 what is in use by a process (locked by it) or kept under a name
/// </code>
/// </summary>
internal sealed class StoreFolder : IDisposable
{
    internal const uint PrivateFile = 0b110_000_000;
    internal const uint ReadOnlyFile = 0b100_100_100;
    internal const uint PrivateDirectory = 0b111_000_000;

    private const string LayoutVersion = "1\n";
    private const string VersionName = "version";
    private const string LockName = "lock";

    private StoreFolder(string path)
    {
        Path = path;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path) ?? "/");
        FileSystem.MakeDirectory(path, PrivateDirectory);
        Root = OpenDirectory(path, null);
    }

    internal string Path { get; }

    internal FileDescriptor Root { get; }

    internal FileDescriptor BlobsSha256 { get; private set; } = null!;

    internal FileDescriptor BlobsSha512 { get; private set; } = null!;

    internal FileDescriptor Ingest { get; private set; } = null!;

    internal FileDescriptor Layers { get; private set; } = null!;

    internal FileDescriptor LayersTemporary { get; private set; } = null!;

    internal FileDescriptor References { get; private set; } = null!;

    internal FileDescriptor Leases { get; private set; } = null!;

    /// <summary>Opens the folder, and makes it where it is missing.</summary>
    /// <exception cref="ImageException">It was made by a version with another layout.</exception>
    internal static StoreFolder Open(string path)
    {
        var folder = new StoreFolder(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));
        try
        {
            folder.MakeSubfolders();
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The lock of those who add: collection waits for them. Held for moments, never while something is
    /// transferred.</summary>
    internal FileDescriptor Share()
    {
        FileDescriptor file = FileSystem.Open(LockName, OpenFlags.O_RDWR, at: Root);
        FileLock.TakeShared(file, LockName);
        return file;
    }

    /// <summary>The lock of those who remove, and of those who move names: nobody else has any.</summary>
    internal FileDescriptor Exclude()
    {
        FileDescriptor file = FileSystem.Open(LockName, OpenFlags.O_RDWR, at: Root);
        FileLock.TakeExclusive(file, LockName);
        return file;
    }

    internal static FileDescriptor OpenDirectory(string name, FileDescriptor? at) =>
        FileSystem.Open(name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW, at: at);

    /// <summary>The names in a folder. Listed through a descriptor of its own: the position in the listing belongs to
    /// that.</summary>
    internal static List<string> Names(FileDescriptor directory, string name)
    {
        using FileDescriptor own = OpenDirectory(".", directory);
        return DirectoryListing.Names(own, name);
    }

    /// <summary>Locks a directory whose owner may remove it: the lock is good for nothing once it has no name.</summary>
    /// <returns>Null where somebody has it locked, or has just removed it.</returns>
    internal static FileDescriptor? TryLockDirectory(string name, FileDescriptor at)
    {
        FileDescriptor? directory = FileSystem.TryOpen(
            name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW, at);
        if (directory is null)
        {
            return null;
        }

        if (FileLock.TryTakeExclusive(directory, name)
            && FileSystem.TryStatus(name, followLink: false, at)?.Inode == FileSystem.Status(directory, name).Inode)
        {
            return directory;
        }

        directory.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Leases?.Dispose();
        References?.Dispose();
        LayersTemporary?.Dispose();
        Layers?.Dispose();
        Ingest?.Dispose();
        BlobsSha512?.Dispose();
        BlobsSha256?.Dispose();
        Root.Dispose();
    }

    private void MakeSubfolders()
    {
        FileSystem.Open(LockName, OpenFlags.O_RDWR | OpenFlags.O_CREAT, PrivateFile, Root).Dispose();
        if (FileSystem.TryStatus(VersionName, at: Root) is null)
        {
            using FileDescriptor exclusive = Exclude();
            DurableFiles.Replace(VersionName, Encoding.ASCII.GetBytes(LayoutVersion), PrivateFile, Root);
        }

        string version = FileSystem.ReadAllText(VersionName, Root);
        if (version != LayoutVersion)
        {
            throw new ImageException(
                ImageErrorKind.Unsupported,
                $"{Path}: has layout {version.Trim()}, and this version knows {LayoutVersion.Trim()} only: use another folder");
        }

        BlobsSha256 = Subfolder("blobs", "sha256");
        BlobsSha512 = Subfolder("blobs", "sha512");
        Ingest = Subfolder("ingest");
        Layers = Subfolder("layers", "sha256");
        LayersTemporary = Subfolder("layers", "tmp");
        References = Subfolder("references");
        Leases = Subfolder("leases");
    }

    private FileDescriptor Subfolder(params ReadOnlySpan<string> names)
    {
        string path = "";
        foreach (string name in names)
        {
            path = path.Length == 0 ? name : $"{path}/{name}";
            FileSystem.MakeDirectory(path, PrivateDirectory, Root);
        }

        return OpenDirectory(path, Root);
    }
}
