namespace Caisson.Integration.Tests.Harness.Host;

/// <summary>A tmpfs on the host, with one mounted below it and a file in each, taken down after the test.</summary>
public sealed class HostMount : IDisposable
{
    /// <summary>Mounts.</summary>
    /// <param name="propagation">What <c>mount --make-…</c> calls it: private, shared.</param>
    public HostMount(string propagation = "private")
    {
        Path = TestRun.NewFolder();
        Mount(Path);
        Command.Run("mount", $"--make-{propagation}", Path).Succeeded();
        File.WriteAllText(System.IO.Path.Combine(Path, "upper"), "upper");
        string sub = Directory.CreateDirectory(System.IO.Path.Combine(Path, "sub")).FullName;
        Mount(sub);
        File.WriteAllText(System.IO.Path.Combine(sub, "lower"), "lower");
    }

    /// <summary>Where it is mounted; <c>sub</c> below is the second one.</summary>
    public string Path { get; }

    /// <summary>Mounts another one.</summary>
    /// <param name="path">Where; made if missing.</param>
    public static void Mount(string path)
    {
        Directory.CreateDirectory(path);
        Command.Run("mount", "-t", "tmpfs", TestRun.Marker, path).Succeeded();
    }

    /// <summary>Unmounts one.</summary>
    /// <param name="path">Where.</param>
    public static void Unmount(string path) => Command.Run("umount", path).Succeeded();

    /// <inheritdoc/>
    public void Dispose() => Command.Run("umount", "--recursive", Path);
}
