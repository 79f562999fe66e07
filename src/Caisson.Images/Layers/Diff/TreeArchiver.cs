using Caisson.Images.Layers.Recipes;
using Caisson.Images.Layers.Tar;
using Caisson.Images.Layers.Unpack;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Layers.Diff;

/// <summary>
/// Writes a directory tree as an archive. Times are whole seconds, owners numbers, contents without holes. Sockets, which
/// an archive can't have, are left out, and so is what disappears meanwhile.
/// </summary>
/// <param name="writer">Where to.</param>
/// <param name="isUpper">Whether the tree is overlayfs' upper directory, whose marks are translated.</param>
/// <param name="recipe">Is told which files have the archive's contents; null for nobody.</param>
internal sealed class TreeArchiver(TarWriter writer, bool isUpper, RecipeWriter? recipe = null)
{
    private readonly Dictionary<(ulong Inode, (uint, uint) Device), byte[]> _firstNames = [];

    /// <summary>Writes an entry; a <see cref="TreeWalk.Visitor"/>.</summary>
    internal bool Visit(FileDescriptor directory, byte[] path, ReadOnlySpan<byte> name, FileStatus status)
    {
        if (isUpper && name.StartsWith(WhiteoutName.Prefix))
        {
            throw new ImageException(
                ImageErrorKind.Unsupported,
                $"{TarText.Display(path)}: a layer can't have a name that begins with .wh., which means that something is removed");
        }

        if (isUpper && status.IsWhiteout)
        {
            WriteMark(path, name.Length, [.. WhiteoutName.Prefix, .. name], status);
            return false;
        }

        if (KindOf(status) is not { } kind)
        {
            return false;
        }

        // Only what is known to be a file or directory is opened: opening a device or fifo can wait, or do something.
        OpenFlags how = kind switch
        {
            TarEntryKind.RegularFile => OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK,
            TarEntryKind.Directory => OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY,
            _ => OpenFlags.O_PATH,
        };
        Errno error = DirectoryCalls.Open(
            directory, name, how | OpenFlags.O_NOFOLLOW, ResolveFlags.RESOLVE_BENEATH, 0, out FileDescriptor? file);
        using (file)
        {
            if (file is null)
            {
                return error is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP or Errno.ENXIO
                    ? false
                    : throw new LinuxException(error, "open", TarText.Display(path));
            }

            FileStatus opened = FileSystem.Status(file, TarText.Display(path));
            return opened.Kind == status.Kind && Write(directory, file, path, name, opened, kind);
        }
    }

    private bool Write(
        FileDescriptor directory, FileDescriptor file, byte[] path, ReadOnlySpan<byte> name, FileStatus status, TarEntryKind kind)
    {
        var attributes = new AttributeReader(isUpper);
        attributes.Read(file, path);
        if (isUpper && attributes.IsWhiteout && status.SizeBytes == 0)
        {
            WriteMark(path, name.Length, [.. WhiteoutName.Prefix, .. name], status);
            return false;
        }

        var entry = new TarEntry
        {
            Kind = kind,
            Path = path,
            Mode = status.Permissions,
            UserId = status.UserId,
            GroupId = status.GroupId,
            ModifiedAt = new FileTime(status.ModifiedAt.Seconds),
            Attributes = attributes.Attributes,
        };
        if (kind != TarEntryKind.Directory && status.LinkCount > 1 && !_firstNames.TryAdd((status.Inode, status.Device), path))
        {
            writer.WriteEntry(entry with
            {
                Kind = TarEntryKind.HardLink,
                LinkTarget = _firstNames[(status.Inode, status.Device)],
            });
            return false;
        }

        switch (kind)
        {
            case TarEntryKind.RegularFile:
                WriteFile(entry with { SizeBytes = (long)status.SizeBytes }, file, status.Inode);
                break;
            case TarEntryKind.SymbolicLink:
                if (DirectoryCalls.TryReadLink(directory, name) is { } target)
                {
                    writer.WriteEntry(entry with { LinkTarget = target });
                }

                break;
            default:
                bool isDevice = kind is TarEntryKind.CharacterDevice or TarEntryKind.BlockDevice;
                writer.WriteEntry(isDevice ? entry with { Device = status.SpecialDevice } : entry);
                break;
        }

        if (isUpper && attributes.IsOpaque)
        {
            WriteMark([.. path, (byte)'/'], 0, WhiteoutName.OpaqueName, status);
        }

        return kind == TarEntryKind.Directory;
    }

    private void WriteFile(TarEntry entry, FileDescriptor file, ulong inode)
    {
        writer.WriteEntry(entry);
        bool isReferred = recipe is not null && entry.SizeBytes > RecipeFormat.SmallFileBytes;
        if (isReferred)
        {
            writer.Flush();
            recipe!.BeginFile(entry.Path.Span, inode);
        }

        if (!writer.TryCopyContents(file))
        {
            throw new ImageException(
                ImageErrorKind.Conflict, $"{entry.DisplayPath}: somebody made the file shorter while it was read; try again");
        }

        if (isReferred)
        {
            writer.Flush();
            recipe!.EndFile();
        }
    }

    // An empty file, whose name is what counts.
    private void WriteMark(ReadOnlySpan<byte> path, int nameBytes, ReadOnlySpan<byte> mark, FileStatus status) =>
        writer.WriteEntry(new TarEntry
        {
            Kind = TarEntryKind.RegularFile,
            Path = (byte[])[.. path[..^nameBytes], .. mark],
            UserId = status.UserId,
            GroupId = status.GroupId,
            ModifiedAt = new FileTime(status.ModifiedAt.Seconds),
        });

    private static TarEntryKind? KindOf(FileStatus status) => status.Kind switch
    {
        StatMode.S_IFREG => TarEntryKind.RegularFile,
        StatMode.S_IFDIR => TarEntryKind.Directory,
        StatMode.S_IFLNK => TarEntryKind.SymbolicLink,
        StatMode.S_IFCHR => TarEntryKind.CharacterDevice,
        StatMode.S_IFBLK => TarEntryKind.BlockDevice,
        StatMode.S_IFIFO => TarEntryKind.Fifo,
        _ => null,
    };
}
