using Caisson.Bench.Images;

namespace Caisson.Bench.Engine;

/// <summary>The image of all containers: Debian's static busybox.</summary>
public static class EngineImage
{
    /// <summary>Its name.</summary>
    public const string Name = "bench-busybox:latest";

    /// <summary>Makes a root file system as a tar archive.</summary>
    /// <param name="folder">Where to.</param>
    /// <returns>The archive.</returns>
    public static string Make(string folder)
    {
        string root = Path.Combine(folder, "root");
        string archive = Path.Combine(folder, "root.tar");
        foreach (string name in (string[])["bin", "dev", "etc", "proc", "root", "sys", "tmp"])
        {
            Directory.CreateDirectory(Path.Combine(root, name));
        }

        string busybox = Array.Find(["/usr/bin/busybox", "/bin/busybox"], File.Exists) ?? throw new InvalidOperationException("there is no busybox");
        File.Copy(busybox, Path.Combine(root, "bin/busybox"));
        foreach (string applet in (string[])["sh", "true", "sleep"])
        {
            File.CreateSymbolicLink(Path.Combine(root, "bin", applet), "busybox");
        }

        Programs.Run("tar", "-C", root, "-cf", archive, ".");
        return archive;
    }
}
