using Caisson.Engine.Builds;

namespace Caisson.Engine.Tests.Builds;

public sealed class MountPointsTests
{
    [Fact]
    public void Make_NoImage_HasWhatDockerPutsIntoEveryContainer()
    {
        string folder = Directory.CreateTempSubdirectory("caisson-points-").FullName;
        try
        {
            MountPoints.Make(folder, []);

            Assert.Equal(
                [
                    ".dockerenv", "dev", "dev/console", "dev/pts", "dev/shm", "etc", "etc/hostname", "etc/hosts", "etc/mtab", "etc/resolv.conf",
                    "proc", "sys",
                ],
                Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories)
                    .Select(p => Path.GetRelativePath(folder, p)).Where(p => !p.StartsWith("etc/mtab/", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
