using Caisson.Integration.Tests.Images.Support;

namespace Caisson.Integration.Tests.Images;

/// <summary>
/// What every class of tests of images starts from: root, the executable under test with a root folder of its own, and
/// a folder that is removed after the test.
/// </summary>
public abstract class ImagesTest : IDisposable
{
    /// <summary>Skips the test where the machine cannot run it.</summary>
    protected ImagesTest()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "integration tests need root");
        Executables.Require("busybox", "busybox-static");
        Folder = TestRun.NewFolder();
        Caisson = new CaissonCommand();
    }

    /// <summary>The test's own folder.</summary>
    protected string Folder { get; }

    /// <summary>The command line under test.</summary>
    protected CaissonCommand Caisson { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Clean();
        TestRun.RemoveFoldersSince(Folder);
        GC.SuppressFinalize(this);
    }

    /// <summary>Removes what a test has made outside its folder.</summary>
    protected virtual void Clean()
    {
    }

    /// <summary>A path in the test's folder.</summary>
    /// <param name="name">The file's name.</param>
    protected string InFolder(string name) => Path.Combine(Folder, name);
}
