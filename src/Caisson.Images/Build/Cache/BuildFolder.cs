using Caisson.Images.Store;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;

namespace Caisson.Images.Build.Cache;

/// <summary>
/// What builds keep in the store's folder.
/// <code>
/// build/cache/KEY      the result of a step
/// build/mounts/NAME/   a RUN's cache mount: files/ and lock
/// build/tmp/NAME/      what one build works with; the directory is locked by it
/// </code>
/// </summary>
internal sealed class BuildFolder : IDisposable
{
    private readonly FileDescriptor _build;

    internal BuildFolder(ImageStore store)
    {
        Path = $"{store.Folder}/build";
        FileSystem.MakeDirectory(Path, StoreFolder.PrivateDirectory);
        _build = StoreFolder.OpenDirectory(Path, null);
        Cache = Subfolder("cache");
        Mounts = Subfolder("mounts");
        Temporary = Subfolder("tmp");
    }

    /// <summary>The folder, absolute.</summary>
    internal string Path { get; }

    internal FileDescriptor Cache { get; }

    internal FileDescriptor Mounts { get; }

    internal FileDescriptor Temporary { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Temporary.Dispose();
        Mounts.Dispose();
        Cache.Dispose();
        _build.Dispose();
    }

    private FileDescriptor Subfolder(string name)
    {
        FileSystem.MakeDirectory(name, StoreFolder.PrivateDirectory, _build);
        return StoreFolder.OpenDirectory(name, _build);
    }
}
