using Caisson.Images.Store;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;

namespace Caisson.Images.Build.Cache;

/// <summary>A folder that one build works in: gone when it is disposed, or swept by the next build where its process was killed.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly BuildFolder _build;
    private readonly bool _ownsBuild;
    private readonly string _name = $"{Guid.NewGuid():n}";
    private readonly FileDescriptor _directory;
    private int _count;

    /// <summary>Makes the folder.</summary>
    /// <param name="build">Where.</param>
    /// <param name="ownsBuild">Whether <paramref name="build"/> is disposed with it.</param>
    internal ScratchFolder(BuildFolder build, bool ownsBuild = false)
    {
        _build = build;
        _ownsBuild = ownsBuild;
        FileSystem.MakeDirectory(_name, StoreFolder.PrivateDirectory, build.Temporary);
        _directory = StoreFolder.OpenDirectory(_name, build.Temporary);
        FileLock.TakeExclusive(_directory, _name);
        Path = $"{build.Path}/tmp/{_name}";
    }

    /// <summary>The folder, absolute.</summary>
    internal string Path { get; }

    /// <summary>Makes a new folder in it, which only its owner can enter.</summary>
    /// <returns>Its path, absolute.</returns>
    internal string MakeFolder(string kind)
    {
        string name = $"{kind}-{Interlocked.Increment(ref _count)}";
        FileSystem.MakeDirectory(name, StoreFolder.PrivateDirectory, _directory);
        return $"{Path}/{name}";
    }

    /// <summary>Removes what killed builds have left.</summary>
    internal static void Sweep(BuildFolder build)
    {
        foreach (string name in DirectoryListing.Names(build.Temporary, "build/tmp"))
        {
            using FileDescriptor? directory = StoreFolder.TryLockDirectory(name, build.Temporary);
            if (directory is not null)
            {
                DirectoryListing.RemoveTree(name, build.Temporary);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DirectoryListing.RemoveTree(_name, _build.Temporary);
        _directory.Dispose();
        if (_ownsBuild)
        {
            _build.Dispose();
        }
    }
}
