using System.Text;
using Caisson.Images.Store;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Build.Cache;

/// <summary>
/// The results of steps, one file each, for every build that uses the store. A layer in it is kept from collection by a
/// lease in the record's name.
/// </summary>
/// <remarks>Thread: any; processes too.</remarks>
internal sealed class BuildCache(ImageStore store, BuildFolder folder)
{
    private const int MaxRecordBytes = 64 << 10;
    private const string LeasePrefix = "build-";
    private const int KeyChars = 64;

    /// <summary>A result whose layer, if it has one, is there.</summary>
    /// <param name="key">The step's key.</param>
    /// <param name="lease">Keeps the layer for the build from here on.</param>
    internal CacheRecord? TryGet(string key, Lease lease)
    {
        if (TryRead(key) is not { } record)
        {
            return null;
        }

        if (record.DiffId is { } diffId)
        {
            lease.AddLayer(diffId);
            lease.AddBlob(record.Layer!.Digest);
            if (store.Layers.TryGet(diffId) is null || !store.Content.Has(record.Layer))
            {
                return null;
            }
        }

        Touch(key);
        return record;
    }

    /// <summary>Keeps a result, instead of an older one of that key.</summary>
    internal void Put(string key, CacheRecord record)
    {
        using FileDescriptor locked = Lock();
        if (record.DiffId is { } diffId)
        {
            store.Leases.Keep(LeasePrefix + key, new LeaseContent { Layers = [diffId], Blobs = [record.Layer!.Digest] });
        }

        DurableFiles.Replace(key, record.ToJson(), StoreFolder.PrivateFile, folder.Cache);
    }

    /// <summary>Removes results that nobody has used for a while. Their layers go with the next collection, unless images have them.</summary>
    /// <param name="usedBefore">Results that were used after this stay.</param>
    /// <returns>How many were removed.</returns>
    internal int Prune(DateTimeOffset usedBefore)
    {
        int count = 0;
        using FileDescriptor locked = Lock();
        foreach (string key in Keys())
        {
            if (FileSystem.TryStatus(key, followLink: false, folder.Cache) is { } status
                && status.ModifiedAt.Seconds <= usedBefore.ToUnixTimeSeconds())
            {
                FileSystem.Remove(key, at: folder.Cache);
                store.Leases.Release(LeasePrefix + key);
                count++;
            }
        }

        return count;
    }

    private List<string> Keys()
    {
        using FileDescriptor directory = StoreFolder.OpenDirectory(".", folder.Cache);
        List<string> names = DirectoryListing.Names(directory, "build/cache");
        names.RemoveAll(n => n.Length != KeyChars || !n.All(char.IsAsciiHexDigitLower));
        return names;
    }

    private CacheRecord? TryRead(string key)
    {
        using FileDescriptor? file = FileSystem.TryOpen(key, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW, folder.Cache);
        return file is null ? null : CacheRecord.TryParse(FileSystem.ReadToEnd(file, key, MaxRecordBytes));
    }

    // The time of a record is when it was last used: what Prune goes by.
    private void Touch(string key)
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        DirectoryCalls.ChangeTimes(
            folder.Cache, Encoding.ASCII.GetBytes(key), new FileTime(now.ToUnixTimeSeconds()));
    }

    private FileDescriptor Lock()
    {
        FileDescriptor file = FileSystem.Open(".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, at: folder.Cache);
        FileLock.TakeExclusive(file, "build/cache");
        return file;
    }
}
