using System.Text;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Processes;
using Caisson.Linux.Uapi;

namespace Caisson.Engine.Builds;

/// <summary>
/// Where a run keeps its bundle, as long as it lasts: <c>FOLDER/ID</c>, locked by whoever runs it. One that nobody has
/// locked is of a process that was killed.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    /// <summary>The bundle's configuration.</summary>
    internal const string ConfigName = "config.json";

    /// <summary>Where the root file system is mounted, in the run's own mount namespace.</summary>
    internal const string RootName = "rootfs";

    private const string StateName = "state";
    private const string LogName = "log";
    private const int LogMaxBytes = 1 << 20;
    private const uint PrivateDirectory = 0b111_000_000;
    private const uint ReadableDirectory = 0b111_101_101;
    private const uint ReadableFile = 0b110_100_100;
    private static readonly TimeSpan DeletePatience = TimeSpan.FromSeconds(30);

    private readonly string _parent;
    private readonly string _runtime;
    private readonly FileDescriptor _lock;

    private RunFolder(string parent, string id, string runtime, FileDescriptor held)
    {
        _parent = parent;
        _runtime = runtime;
        _lock = held;
        Id = id;
    }

    /// <summary>The run's id.</summary>
    internal string Id { get; }

    /// <summary>The folder.</summary>
    internal string Path => $"{_parent}/{Id}";

    /// <summary>Where the runtime keeps the container's state.</summary>
    internal string StatePath => $"{Path}/{StateName}";

    /// <summary>Where the runtime says why it has failed.</summary>
    internal string LogPath => $"{Path}/{LogName}";

    /// <summary>Makes a folder.</summary>
    /// <param name="parent">Where.</param>
    /// <param name="id">The run's id.</param>
    /// <param name="runtime">The path of caisson-runtime.</param>
    internal static RunFolder Create(string parent, string id, string runtime)
    {
        Directory.CreateDirectory(parent);
        using FileDescriptor all = OpenDirectory(parent)!;
        FileLock.TakeExclusive(all, parent);
        string path = $"{parent}/{id}";
        if (!FileSystem.MakeDirectory(path, PrivateDirectory))
        {
            throw new LinuxException(Errno.EEXIST, "mkdir", path);
        }

        FileDescriptor held = OpenDirectory(path)!;
        FileLock.TakeExclusive(held, path);
        RunFolder folder = new(parent, id, runtime, held);
        folder.MakeDirectory(RootName);
        return folder;
    }

    /// <summary>Removes what is left of runs whose process was killed.</summary>
    /// <param name="parent">Where their folders are.</param>
    /// <param name="runtime">The path of caisson-runtime.</param>
    internal static void Sweep(string parent, string runtime)
    {
        using FileDescriptor? all = OpenDirectory(parent);
        if (all is null)
        {
            return;
        }

        // Nobody makes a folder meanwhile, which would not be locked for a moment.
        FileLock.TakeExclusive(all, parent);
        foreach (string id in DirectoryListing.Names(all, parent))
        {
            if (OpenDirectory($"{parent}/{id}") is not { } held)
            {
                continue;
            }

            if (FileLock.TryTakeExclusive(held, id))
            {
                new RunFolder(parent, id, runtime, held).Dispose();
            }
            else
            {
                held.Dispose();
            }
        }
    }

    /// <summary>Makes a folder in it.</summary>
    /// <returns>Its path.</returns>
    internal string MakeDirectory(string name)
    {
        string path = $"{Path}/{name}";
        FileSystem.MakeDirectory(path, ReadableDirectory);
        return path;
    }

    /// <summary>Writes a file in it.</summary>
    /// <returns>Its path.</returns>
    internal string Write(string name, ReadOnlySpan<byte> content)
    {
        string path = $"{Path}/{name}";
        using FileDescriptor file = FileSystem.Open(path, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, ReadableFile);
        file.WriteAll(content);
        return path;
    }

    /// <summary>What the runtime has logged.</summary>
    internal string ReadLog() =>
        FileSystem.TryStatus(LogPath) is null ? "" : Encoding.UTF8.GetString(FileSystem.ReadAllBytes(LogPath, LogMaxBytes));

    /// <summary>Removes everything, the container included where it is not gone yet.</summary>
    public void Dispose()
    {
        using (_lock)
        {
            // A runtime that was killed has left its record, and its cgroups.
            if (FileSystem.TryStatus($"{StatePath}/{Id}") is not null)
            {
                Subprocess.Run(
                    _runtime, ["caisson-runtime", "--root", StatePath, "delete", "--force", Id], RunProcess.Environment, [], DeletePatience);
            }

            DirectoryListing.RemoveTree(Path);
        }
    }

    private static FileDescriptor? OpenDirectory(string path) =>
        FileSystem.TryOpen(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW);
}
