using System.Text;
using Caisson.Cli.Options;
using Caisson.Images.Layers.Tar;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Cli.Copies;

/// <summary>Makes files of an archive that comes from a container. Whatever its entries are called, they do not come to lie outside
/// the folder.</summary>
/// <param name="root">The folder.</param>
/// <param name="plan">What entries are called.</param>
/// <param name="keepsOwners">Whether files keep their owners.</param>
internal sealed class TreeReceiver(RootDirectory root, CopyPlan plan, bool keepsOwners)
{
    private const uint MeanwhileMode = 0b111_000_000;
    private const ResolveFlags Beneath = ResolveFlags.RESOLVE_BENEATH | ResolveFlags.RESOLVE_NO_SYMLINKS;

    private readonly List<(string Path, TarEntry Entry)> _folders = [];

    /// <summary>Reads the archive to its end.</summary>
    /// <exception cref="ArgumentFault">An entry has a path that leads out, or is in the way of another.</exception>
    /// <exception cref="LinuxException">Something cannot be made.</exception>
    internal void Receive(Stream archive)
    {
        TarReader reader = new(archive);
        while (reader.Next() is { } entry)
        {
            Receive(reader, entry);
        }

        // What comes into a folder changes its time, and its mode may forbid that anything does.
        foreach ((string path, TarEntry entry) in Enumerable.Reverse(_folders))
        {
            using FileDescriptor? handle = root.TryOpen(path, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
            if (handle is not null)
            {
                ApplyOwner(handle, entry);
                Check(DirectoryCalls.ChangeMode(handle, entry.Mode), "chmod", path);
                Check(DirectoryCalls.ChangeTimes(handle, entry.ModifiedAt), "utimensat", path);
            }
        }
    }

    private void Receive(TarReader reader, TarEntry entry)
    {
        string path = CheckedPath(entry.Path.Span);
        if (path.Length == 0)
        {
            return;
        }

        (string parentPath, string name) = RootDirectory.Split(path);
        using FileDescriptor parent = root.MakeDirectories(parentPath);
        byte[] raw = Encoding.UTF8.GetBytes(name);
        if (entry.Kind == TarEntryKind.Directory)
        {
            MakeFolder(parent, raw, path, entry);
            return;
        }

        if (DirectoryCalls.Status(parent, raw, out FileStatus status) == Errno.None)
        {
            Check(
                status.IsDirectory ? throw new ArgumentFault($"cannot overwrite directory \"{path}\" with non-directory \"{plan.Folder}\"")
                    : DirectoryCalls.Remove(parent, raw),
                "unlink", path);
        }

        switch (entry.Kind)
        {
            case TarEntryKind.RegularFile:
                MakeFile(reader, entry, parent, raw, path);
                return;
            case TarEntryKind.HardLink:
                (string targetParent, string target) = RootDirectory.Split(CheckedPath(entry.LinkTarget.Span));
                using (FileDescriptor? folder = root.TryOpen(targetParent, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY))
                {
                    Check(
                        folder is null ? Errno.ENOENT : DirectoryCalls.MakeHardLink(folder, Encoding.UTF8.GetBytes(target), parent, raw), "link", path);
                }

                return;
            case TarEntryKind.SymbolicLink:
                Check(DirectoryCalls.MakeSymbolicLink(parent, raw, entry.LinkTarget.Span), "symlink", path);
                break;
            default:
                uint kind = entry.Kind switch
                {
                    TarEntryKind.CharacterDevice => StatMode.S_IFCHR,
                    TarEntryKind.BlockDevice => StatMode.S_IFBLK,
                    _ => StatMode.S_IFIFO,
                };
                Check(DirectoryCalls.MakeNode(parent, raw, kind | entry.Mode, entry.Device), "mknod", path);
                break;
        }

        if (keepsOwners)
        {
            Check(DirectoryCalls.ChangeOwner(parent, raw, entry.UserId, entry.GroupId), "chown", path);
        }

        Check(DirectoryCalls.ChangeTimes(parent, raw, entry.ModifiedAt), "utimensat", path);
    }

    private string CheckedPath(ReadOnlySpan<byte> raw)
    {
        string path = plan.Rename(Encoding.UTF8.GetString(raw));
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Contains("..")
            ? throw new ArgumentFault($"the archive has an entry with a path that leads out: {TarTextOf(path)}")
            : string.Join('/', parts.Where(p => p != "."));
    }

    private static string TarTextOf(string path) => new([.. path.Select(c => char.IsControl(c) ? '?' : c)]);

    private void MakeFolder(FileDescriptor parent, byte[] name, string path, TarEntry entry)
    {
        Errno error = DirectoryCalls.MakeDirectory(parent, name, MeanwhileMode);
        if (error == Errno.EEXIST && DirectoryCalls.Status(parent, name, out FileStatus status) == Errno.None)
        {
            // A link to a folder is as good as one.
            using FileDescriptor? there = root.TryOpen(path, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
            error = status.IsDirectory || there is not null ? Errno.None : Errno.ENOTDIR;
        }

        Check(error, "mkdir", path);
        _folders.Add((path, entry));
    }

    private void MakeFile(TarReader reader, TarEntry entry, FileDescriptor parent, byte[] name, string path)
    {
        const OpenFlags Create = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW;
        Check(DirectoryCalls.Open(parent, name, Create, Beneath, MeanwhileMode, out FileDescriptor? opened), "create", path);
        using FileDescriptor file = opened!;
        long end = 0;
        while (reader.TryReadContents(out long offset, out ReadOnlySpan<byte> data))
        {
            FileContents.WriteAllAt(file, data, offset);
            end = offset + data.Length;
        }

        if (end < entry.SizeBytes)
        {
            DurableFiles.SetLength(file, path, entry.SizeBytes);
        }

        ApplyOwner(file, entry);
        Check(DirectoryCalls.ChangeMode(file, entry.Mode), "chmod", path);
        Check(DirectoryCalls.ChangeTimes(file, entry.ModifiedAt), "utimensat", path);
    }

    private void ApplyOwner(FileDescriptor file, TarEntry entry)
    {
        if (keepsOwners)
        {
            Check(DirectoryCalls.ChangeOwner(file, entry.UserId, entry.GroupId), "chown", entry.DisplayPath);
        }
    }

    private static void Check(Errno error, string call, string path)
    {
        if (error != Errno.None)
        {
            throw new LinuxException(error, call, path);
        }
    }
}
