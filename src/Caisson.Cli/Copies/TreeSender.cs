using System.Text;
using Caisson.Images.Layers.Tar;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Cli.Copies;

/// <summary>Makes an archive of files, for a container.</summary>
/// <param name="archive">Where it is written.</param>
internal sealed class TreeSender(Stream archive)
{
    private const OpenFlags FolderFlags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
    private const ResolveFlags Beneath = ResolveFlags.RESOLVE_BENEATH | ResolveFlags.RESOLVE_NO_SYMLINKS;

    private readonly TarWriter _writer = new(archive);
    private readonly Dictionary<((uint, uint) Device, ulong Inode), byte[]> _linked = [];

    /// <summary>How many bytes files have had so far.</summary>
    internal long ContentBytes { get; private set; }

    /// <summary>Writes a file or a whole folder, and the archive's end.</summary>
    /// <param name="folder">The folder that it is in.</param>
    /// <param name="source">Its name there; a point for the folder itself.</param>
    /// <param name="name">What it is called in the archive.</param>
    /// <exception cref="LinuxException">Something cannot be read.</exception>
    internal void Send(string folder, string source, string name)
    {
        using FileDescriptor parent = FileSystem.Open(folder, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        Send(parent, Encoding.UTF8.GetBytes(source), Encoding.UTF8.GetBytes(name));
        _writer.Finish();
    }

    private void Send(FileDescriptor parent, ReadOnlySpan<byte> source, byte[] path)
    {
        Check(DirectoryCalls.Status(parent, source, out FileStatus status), "lstat", path);
        TarEntryKind? kind = status.Kind switch
        {
            StatMode.S_IFREG => TarEntryKind.RegularFile,
            StatMode.S_IFDIR => TarEntryKind.Directory,
            StatMode.S_IFLNK => TarEntryKind.SymbolicLink,
            StatMode.S_IFCHR => TarEntryKind.CharacterDevice,
            StatMode.S_IFBLK => TarEntryKind.BlockDevice,
            StatMode.S_IFIFO => TarEntryKind.Fifo,
            _ => null,
        };
        if (kind is null)
        {
            // A socket is nothing without who listens.
            return;
        }

        byte[] first = [];
        if (status.LinkCount > 1 && kind != TarEntryKind.Directory && !_linked.TryAdd((status.Device, status.Inode), path))
        {
            first = _linked[(status.Device, status.Inode)];
            kind = TarEntryKind.HardLink;
        }

        TarEntry entry = new()
        {
            Kind = kind.Value,
            Path = kind == TarEntryKind.Directory ? (byte[])[.. path, (byte)'/'] : path,
            LinkTarget = kind == TarEntryKind.SymbolicLink ? DirectoryCalls.TryReadLink(parent, source) ?? [] : first,
            Mode = status.Permissions,
            UserId = status.UserId,
            GroupId = status.GroupId,
            ModifiedAt = status.ModifiedAt,
            SizeBytes = kind == TarEntryKind.RegularFile ? (long)status.SizeBytes : 0,
            Device = status.SpecialDevice,
        };
        switch (kind)
        {
            case TarEntryKind.RegularFile:
                SendFile(parent, source, entry, path);
                break;
            case TarEntryKind.Directory:
                SendFolder(parent, source, entry, path);
                break;
            default:
                _writer.WriteEntry(entry);
                break;
        }
    }

    private void SendFile(FileDescriptor parent, ReadOnlySpan<byte> source, TarEntry entry, byte[] path)
    {
        const OpenFlags Read = OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW;
        Check(DirectoryCalls.Open(parent, source, Read, Beneath, 0, out FileDescriptor? opened), "open", path);
        using FileDescriptor file = opened!;
        _writer.WriteEntry(entry);
        if (!_writer.TryCopyContents(file))
        {
            throw new IOException($"{entry.DisplayPath} has become shorter while it was read");
        }

        ContentBytes += entry.SizeBytes;
    }

    private void SendFolder(FileDescriptor parent, ReadOnlySpan<byte> source, TarEntry entry, byte[] path)
    {
        Check(DirectoryCalls.Open(parent, source, FolderFlags, Beneath, 0, out FileDescriptor? opened), "open", path);
        using FileDescriptor folder = opened!;
        _writer.WriteEntry(entry);
        foreach (byte[] name in DirectoryListing.RawNames(folder, entry.DisplayPath))
        {
            Send(folder, name, [.. path, (byte)'/', .. name]);
        }
    }

    private static void Check(Errno error, string call, byte[] path)
    {
        if (error != Errno.None)
        {
            throw new LinuxException(error, call, Encoding.UTF8.GetString(path));
        }
    }
}
