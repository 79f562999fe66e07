using System.Text.Json;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;
using Caisson.Oci.RuntimeSpec;

namespace Caisson.Runtime.State;

/// <summary>A container's directory: its record, its copy of config.json, and the fifo on which its first process waits for <c>start</c>.</summary>
public sealed class ContainerDirectory : IDisposable
{
    private const string RecordName = "state.json";
    private const string NewRecordName = "state.json.new";
    private const string OldRecordName = "state.json.old";
    private const string ConfigName = "config.json";
    private const string HooksName = "hooks";
    private const string FifoName = "exec.fifo";
    private const uint PrivateFile = 0b110_000_000;

    internal ContainerDirectory(ContainerStore store, string id, FileDescriptor descriptor)
    {
        Store = store;
        Id = id;
        Descriptor = descriptor;
    }

    /// <summary>The container's name.</summary>
    public string Id { get; }

    /// <summary>Where it is kept.</summary>
    public ContainerStore Store { get; }

    /// <summary>The directory, locked if it came from <see cref="ContainerStore.Open"/> or <see cref="ContainerStore.Create"/>.</summary>
    public FileDescriptor Descriptor { get; }

    /// <summary>Absolute path of the directory.</summary>
    public string Path => $"{Store.Root}/{Id}";

    /// <summary>The record; null while there is none yet.</summary>
    /// <exception cref="ContainerException">It is damaged.</exception>
    public ContainerRecord? TryRead()
    {
        try
        {
            // A writer may be between two names: then the old record is there, or the new one is again.
            using FileDescriptor? file = FileSystem.TryOpen(RecordName, OpenFlags.O_RDONLY, Descriptor)
                ?? FileSystem.TryOpen(OldRecordName, OpenFlags.O_RDONLY, Descriptor)
                ?? FileSystem.TryOpen(RecordName, OpenFlags.O_RDONLY, Descriptor);
            return file is null ? null : ContainerRecord.Load(FileSystem.ReadToEnd(file, RecordName, 1 << 20));
        }
        catch (JsonException e)
        {
            throw new ContainerException($"{Path}/{RecordName}: damaged ({e.Message}); use delete --force", e);
        }
    }

    /// <summary>The record.</summary>
    /// <exception cref="ContainerException">There is none, or it is damaged.</exception>
    public ContainerRecord Read() => TryRead() ?? throw Store.NotFound(Id);

    /// <summary>Writes the record; a reader sees the old one or the new one.</summary>
    /// <remarks>
    /// By way of a third name: a file that takes another's name is written to the disk at once by ext4 and others, and
    /// whoever removes it waits for that. A container does not outlive a crash of the machine; nor need its record.
    /// </remarks>
    public void Write(ContainerRecord record)
    {
        FileSystem.WriteFile(NewRecordName, record.ToUtf8(), PrivateFile, Descriptor);
        bool replaces = FileSystem.TryRename(RecordName, OldRecordName, Descriptor);
        FileSystem.Rename(NewRecordName, RecordName, Descriptor);
        if (replaces)
        {
            FileSystem.Remove(OldRecordName, at: Descriptor);
        }
    }

    /// <summary>Keeps config.json as it is now, for the first process and for later calls.</summary>
    /// <returns>The copy, open for reading.</returns>
    public FileDescriptor KeepConfig(ReadOnlySpan<byte> utf8)
    {
        using (FileDescriptor file = FileSystem.Open(
            ConfigName, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL, PrivateFile, Descriptor))
        {
            file.WriteAll(utf8);
        }

        return FileSystem.Open(ConfigName, OpenFlags.O_RDONLY, at: Descriptor);
    }

    /// <summary>The configuration that the container was created with.</summary>
    public ContainerConfig ReadConfig() =>
        ContainerConfig.Load(FileSystem.ReadAllBytes(ConfigName, at: Descriptor), $"{Path}/{ConfigName}");

    /// <summary>Makes the fifo and opens it for reading and writing, so that it never ends for its reader.</summary>
    public FileDescriptor MakeFifo()
    {
        FileSystem.MakeNode(FifoName, StatMode.S_IFIFO | PrivateFile, at: Descriptor);
        return FileSystem.Open(FifoName, OpenFlags.O_RDWR, at: Descriptor);
    }

    /// <summary>Remembers that there are hooks to run later, so that <c>start</c> and <c>delete</c> need not read config.json to see that there are none.</summary>
    public void MarkHooks() => FileSystem.MakeSymbolicLink(ConfigName, HooksName, Descriptor);

    /// <summary>Whether there are hooks to run after <c>start</c> or after <c>delete</c>.</summary>
    public bool HasHooks => FileSystem.TryStatus(HooksName, followLink: false, Descriptor) is not null;

    /// <summary>Whether the first process still waits for <c>start</c>.</summary>
    public bool HasFifo => FileSystem.TryStatus(FifoName, followLink: false, Descriptor) is not null;

    /// <summary>Lets the first process go: takes the fifo's name away and writes to it.</summary>
    /// <param name="waits">
    /// Whether to wait until nobody has the fifo open any more, which is when the user's program is executed (or could
    /// not be).
    /// </param>
    /// <returns>False where nobody waits.</returns>
    public bool Release(bool waits)
    {
        FileDescriptor fifo;
        try
        {
            fifo = FileSystem.Open(FifoName, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK, at: Descriptor);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENXIO or Errno.ENOENT)
        {
            // ENXIO: no process has the fifo open for reading (fifo(7)).
            return false;
        }

        using (fifo)
        {
            FileSystem.Remove(FifoName, at: Descriptor);
            fifo.WriteAll([0]);
            if (waits)
            {
                Span<PollEntry> entries = [new(fifo, PollEvents.None)];
                Poll.Wait(entries, Timeout.InfiniteTimeSpan);
            }

            return true;
        }
    }

    /// <summary>Removes the directory with all that is in it.</summary>
    public void Remove() => DirectoryListing.RemoveTree(Path);

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        if (!Descriptor.IsClosed)
        {
            // A process that was cloned meanwhile has the descriptor too, and may stand still before it closes it.
            FileLock.Release(Descriptor);
            Descriptor.Dispose();
        }
    }
}
