using Caisson.Images.Layers.Unpack;
using Caisson.Linux.Files;

namespace Caisson.Images.Tests.Layers;

/// <summary>
/// A directory to unpack into, and beside it what no archive may touch: a file whose contents, permissions and time are
/// compared when the test ends, and the directory itself, in which nothing new may be.
/// </summary>
internal sealed class UnpackScene : IDisposable
{
    private static readonly DateTime Long = new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    private readonly string _outside = Directory.CreateTempSubdirectory("caisson-unpack-test-").FullName;

    internal UnpackScene()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Canary, "alive");
        File.SetUnixFileMode(Canary, UnixFileMode.UserRead);
        File.SetLastWriteTimeUtc(Canary, Long);
    }

    /// <summary>Where archives are unpacked.</summary>
    internal string Folder => Path.Combine(_outside, "layer");

    /// <summary>The file outside.</summary>
    internal string Canary => Path.Combine(_outside, "canary");

    /// <summary>A path inside.</summary>
    internal string Inside(string path) => Path.Combine(Folder, path);

    /// <summary>The status of what is inside, a link not followed.</summary>
    internal FileStatus Status(string path) =>
        FileSystem.TryStatus(Inside(path), followLink: false) ?? throw new FileNotFoundException(path);

    /// <summary>Whether something is inside.</summary>
    internal bool Has(string path) => FileSystem.TryStatus(Inside(path), followLink: false) is not null;

    internal LayerSizes Unpack(byte[] archive, UnpackOptions? options = null) =>
        LayerUnpacker.Unpack(new MemoryStream(archive), Folder, options);

    internal LayerSizes Unpack(ArchiveBuilder archive, UnpackOptions? options = null) => Unpack(archive.End(), options);

    /// <summary>Unpacks what has to be refused, with a message of one line.</summary>
    internal ImageException Refuse(byte[] archive, ImageErrorKind kind, UnpackOptions? options = null)
    {
        var error = Assert.Throws<ImageException>(() => Unpack(archive, options));
        Assert.Equal(kind, error.Kind);
        Assert.DoesNotContain('\n', error.Message);
        Assert.True(error.Limit is null || !error.Message.Contains(error.Limit, StringComparison.Ordinal), error.Message);
        AssertOutsideUntouched();
        return error;
    }

    internal ImageException Refuse(
        ArchiveBuilder archive, ImageErrorKind kind = ImageErrorKind.InvalidContent, UnpackOptions? options = null) =>
        Refuse(archive.End(), kind, options);

    internal void AssertOutsideUntouched()
    {
        Assert.Equal(["canary", "layer"], Directory.GetFileSystemEntries(_outside).Select(p => Path.GetFileName(p)!).Order());
        Assert.Equal("alive", File.ReadAllText(Canary));
        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(Canary));
        Assert.Equal(Long, File.GetLastWriteTimeUtc(Canary));
    }

    public void Dispose()
    {
        AssertOutsideUntouched();
        DirectoryListing.RemoveTree(_outside);
    }
}
