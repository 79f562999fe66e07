using System.Globalization;

namespace Caisson.Integration.Tests.Harness;

/// <summary>
/// What belongs to this run of the tests alone. Each file, mount, cgroup and process that a test brings about carries
/// <see cref="Marker"/> in its name, command line or environment, so that leaks are told from what others do meanwhile.
/// </summary>
public static class TestRun
{
    private static readonly List<string> Folders = [];
    private static int _last;
    private static bool _hasEnded;

    /// <summary>A word that nothing else on the host contains; valid in a container's id.</summary>
    public static string Marker { get; } = MakeMarker();

    /// <summary>
    /// How many times slower than usual the processor is, from CAISSON_TEST_SLOWNESS: tests are so much more patient,
    /// and repeat so much less.
    /// </summary>
    public static int Slowness { get; } =
        int.Parse(Environment.GetEnvironmentVariable("CAISSON_TEST_SLOWNESS") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>The folder of all temporary files of the run; others may enter it, not list it.</summary>
    public static string Folder { get; } = MakeFolder();

    /// <summary>A new container id, bundle name or cgroup name.</summary>
    public static string NewName() =>
        $"{Marker}-{Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>A new, empty folder below <see cref="Folder"/>.</summary>
    public static string NewFolder()
    {
        string path = Directory.CreateDirectory(Path.Combine(Folder, NewName())).FullName;
        lock (Folders)
        {
            Folders.Add(path);
        }

        return path;
    }

    /// <summary>Removes the folders made since one of them, that one too.</summary>
    /// <param name="first">What <see cref="NewFolder"/> gave.</param>
    public static void RemoveFoldersSince(string first)
    {
        string[] made;
        lock (Folders)
        {
            int start = Folders.IndexOf(first);
            made = [.. Folders[start..]];
            Folders.RemoveRange(start, made.Length);
        }

        HostCleaner.RemoveFolders(made);
    }

    /// <summary>Removes all that the run has left; the second time, nothing.</summary>
    public static void End()
    {
        if (!Interlocked.Exchange(ref _hasEnded, true))
        {
            HostCleaner.Clean();
            HostCleaner.RemoveFolders([Folder]);
        }
    }

    private static string MakeMarker()
    {
        string marker = $"cit{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}x";
        Environment.SetEnvironmentVariable("CAISSON_TEST_RUN", marker);
        return marker;
    }

    private static string MakeFolder()
    {
        string path = Path.Combine("/tmp", Marker);
        Directory.CreateDirectory(path, (UnixFileMode)0b111_001_001);
        // For a run that is interrupted.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End();
        return path;
    }
}
