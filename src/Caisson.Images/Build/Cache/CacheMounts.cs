using System.Security.Cryptography;
using System.Text;
using Caisson.Images.Store;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;

namespace Caisson.Images.Build.Cache;

/// <summary>The folders of <c>RUN --mount=type=cache</c>, which outlive builds.</summary>
/// <remarks>Thread: any; processes too.</remarks>
internal sealed class CacheMounts(BuildFolder folder)
{
    private const string FilesName = "files";
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(100);

    /// <summary>Takes a folder.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="sharing"><c>shared</c>: with everybody; <c>locked</c>: waits for others; <c>private</c>: another one where somebody has it.</param>
    /// <param name="fill">Fills a new one.</param>
    /// <param name="cancellation">Ends the wait.</param>
    internal async Task<Taken> TakeAsync(string id, string sharing, Action<string> fill, CancellationToken cancellation)
    {
        for (int number = 0; ; number += sharing == "private" ? 1 : 0)
        {
            string name = Name(id, number);
            FileSystem.MakeDirectory(name, StoreFolder.PrivateDirectory, folder.Mounts);
            FileDescriptor directory = StoreFolder.OpenDirectory(name, folder.Mounts);
            try
            {
                bool isTaken = true;
                if (sharing is "locked" or "private")
                {
                    isTaken = FileLock.TryTakeExclusive(directory, name);
                }
                else
                {
                    FileLock.TakeShared(directory, name);
                }

                if (isTaken)
                {
                    return new Taken(Prepare(name, directory, fill), directory);
                }
            }
            catch
            {
                directory.Dispose();
                throw;
            }

            directory.Dispose();
            if (sharing == "locked")
            {
                await Task.Delay(LockPoll, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Removes the folders that nobody uses.</summary>
    internal void Prune()
    {
        using FileDescriptor mounts = StoreFolder.OpenDirectory(".", folder.Mounts);
        foreach (string name in DirectoryListing.Names(mounts, "build/mounts"))
        {
            using FileDescriptor? directory = StoreFolder.TryLockDirectory(name, folder.Mounts);
            if (directory is not null)
            {
                DirectoryListing.RemoveTree(name, folder.Mounts);
            }
        }
    }

    private string Prepare(string name, FileDescriptor directory, Action<string> fill)
    {
        string files = $"{folder.Path}/mounts/{name}/{FilesName}";
        if (FileSystem.MakeDirectory(FilesName, 0b111_101_101, directory))
        {
            fill(files);
        }

        return files;
    }

    // An id is anything; its digest is a file name.
    private static string Name(string id, int number)
    {
        string hex = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
        return number == 0 ? hex : $"{hex}-{number}";
    }

    /// <summary>A folder that is in use until this is disposed.</summary>
    /// <param name="Folder">The folder with the files, absolute.</param>
    /// <param name="Directory">Holds the lock.</param>
    internal sealed record Taken(string Folder, FileDescriptor Directory) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => Directory.Dispose();
    }
}
