using Caisson.Integration.Tests.Images.Support;

namespace Caisson.Integration.Tests.Images.Hostile;

/// <summary>
/// What every attack on the store starts from: an image that is there before and stays, and a canary beside the store
/// that nobody may touch.
/// </summary>
public abstract class HostileTest : ImagesTest, IClassFixture<HostStateGuard>
{
    private const string Song = "sings";
    private const string Resident = "tests/resident:1";

    private readonly string _residentArchive;
    private readonly string[] _contents;
    private readonly string _images;

    /// <summary>Skips the test where the machine cannot run it.</summary>
    protected HostileTest()
    {
        CanaryFolder = Path.Combine(Folder, "canary");
        Directory.CreateDirectory(CanaryFolder);
        File.WriteAllText(Canary, Song);
        _residentArchive = InFolder("resident.tar");
        HandmadeImage.WithOneFile("resident").WriteOciArchive(_residentArchive, Resident);
        Caisson.Load(_residentArchive).Succeeded();
        Caisson.Prune();
        _contents = Caisson.Contents();
        _images = Caisson.Images;
    }

    /// <summary>The folder of the canary, which lies beside the store.</summary>
    protected string CanaryFolder { get; }

    /// <summary>A file that attacks are after.</summary>
    protected string Canary => Path.Combine(CanaryFolder, "canary");

    /// <summary>A path from anywhere in the store to the canary, by more steps up than there can be.</summary>
    protected string WayUp => string.Concat(Enumerable.Repeat("../", 40)) + Canary[1..];

    /// <summary>Fails the test unless the canary sings, and the store is what it was.</summary>
    /// <param name="mayBeResumed">Whether what has come of a download stays, to be gone on with, until all is pruned.</param>
    protected void AssertNothingHappened(bool mayBeResumed = false)
    {
        AssertCanarySings();
        Assert.Equal(_images, Caisson.Images);
        Caisson.Prune();
        string[] contents = Caisson.Contents();
        Assert.Equal(_contents, mayBeResumed ? contents.Where(l => !l.StartsWith("images/ingest/", StringComparison.Ordinal)) : contents);
        Caisson.Save(Resident);
        if (mayBeResumed)
        {
            Caisson.Call("image", "prune", "--all", "--force").Succeeded();
            Caisson.Load(_residentArchive).Succeeded();
            Assert.Equal(_contents, Caisson.Contents());
        }
    }

    /// <summary>Fails the test unless nobody has touched the canary and its folder.</summary>
    protected void AssertCanarySings()
    {
        Assert.Equal(Song, File.ReadAllText(Canary));
        Assert.Equal([Canary], Directory.EnumerateFileSystemEntries(CanaryFolder));
    }
}
