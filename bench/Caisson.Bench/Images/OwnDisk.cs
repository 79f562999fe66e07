namespace Caisson.Bench.Images;

/// <summary>
/// A fresh ext4, in a sparse file on a loop device, for one contender's data: with a journal, whatever the host's own has,
/// and without what the other contender has just written or deleted.
/// </summary>
/// <remarks>
/// An ext4 without a journal passes over the inodes that were deleted in the last minutes, one by one, whenever it makes a
/// file: on such a host a bench that deletes what it has loaded would measure that.
/// </remarks>
public sealed class OwnDisk : IDisposable
{
    private const long SizeBytes = 24L << 30;

    /// <summary>Makes it and mounts it.</summary>
    /// <param name="folder">Where to; the file is beside it.</param>
    public OwnDisk(string folder)
    {
        Folder = folder;
        string file = folder + ".ext4";
        using (FileStream disk = File.Create(file))
        {
            disk.SetLength(SizeBytes);
        }

        Programs.Run("mkfs.ext4", "-q", "-F", file);
        Directory.CreateDirectory(folder);
        Programs.Run("mount", "-o", "loop", file, folder);
    }

    /// <summary>Where it is mounted.</summary>
    public string Folder { get; }

    /// <inheritdoc/>
    public void Dispose() => Programs.Run("umount", Folder);
}
