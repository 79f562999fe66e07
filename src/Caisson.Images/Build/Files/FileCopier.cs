using System.Buffers;
using System.Text;
using Caisson.Images.Build.Context;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Build.Files;

/// <summary>
/// Copies files and directories into a root as Docker's COPY does: a directory's contents go into the destination, what
/// is in the way is replaced, and directories are merged. The destination is resolved inside the root.
/// </summary>
/// <remarks>Thread: one. Nobody else changes the root meanwhile; were it otherwise, nothing would be written outside.</remarks>
internal sealed class FileCopier(RootDirectory root, CopyAttributes attributes, CancellationToken cancellation)
{
    private const int BufferBytes = 256 << 10;
    private const uint DirectoryMode = 0b111_101_101;

    // What mkdir(2) gives a directory in one that has it, and chmod(2) would take away.
    private const uint SetGroupId = 0b010_000_000_000;
    private const uint ModeMeanwhile = 0b111_000_000;

    private const ResolveFlags Below = ResolveFlags.RESOLVE_BENEATH | ResolveFlags.RESOLVE_NO_SYMLINKS
        | ResolveFlags.RESOLVE_NO_MAGICLINKS | ResolveFlags.RESOLVE_NO_XDEV;

    // A source may have something mounted below it, which is copied like the rest.
    private const ResolveFlags InSource =
        ResolveFlags.RESOLVE_BENEATH | ResolveFlags.RESOLVE_NO_SYMLINKS | ResolveFlags.RESOLVE_NO_MAGICLINKS;

    // Names of one file within one source: of what has several, the first copy is linked to by the others.
    private readonly Dictionary<(uint, uint, ulong), string> _linked = [];

    /// <summary>Copies a source.</summary>
    /// <param name="item">The source.</param>
    /// <param name="destination">An absolute path; a slash at the end says that it is a directory.</param>
    internal void Copy(SourceItem item, string destination)
    {
        _linked.Clear();
        string real = ScopedPath.Resolve(root, destination, out bool exists);
        if (item.Node.Status.IsDirectory)
        {
            CopyDirectory(item, real, exists);
            return;
        }

        bool isDirectory = destination.EndsWith('/') || (exists && IsDirectory(real));
        string target = isDirectory ? CleanPath.Join(real, item.BaseName) : real;
        if (target == ".")
        {
            throw new ImageException(ImageErrorKind.InvalidContent, $"{destination}: the root cannot be replaced by a file");
        }

        using FileDescriptor parent = MakeDirectories(CleanPath.Parent(target), attributes.Owner ?? (0, 0));
        byte[] name = Encoding.UTF8.GetBytes(CleanPath.Base(target));
        CopyEntry(item.Node with { Name = name }, item.Handle, sourceName: null, parent, target);
    }

    /// <summary>Makes a directory with its parents where it is missing, and returns a handle on it.</summary>
    /// <param name="path">A path without symbolic links, relative to the root.</param>
    /// <param name="owner">Who owns directories that are made.</param>
    internal FileDescriptor MakeDirectories(string path, (uint UserId, uint GroupId) owner)
    {
        FileDescriptor current = FileSystem.Open(".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, at: root.Directory);
        try
        {
            foreach (string part in path.Split('/'))
            {
                if (part is "." or "")
                {
                    continue;
                }

                byte[] name = Encoding.UTF8.GetBytes(part);
                Errno error = DirectoryCalls.MakeDirectory(current, name, DirectoryMode);
                bool isNew = error == Errno.None;
                Check(error == Errno.EEXIST ? Errno.None : error, "mkdir", path);
                FileDescriptor next = OpenDirectory(current, name, path);
                current.Dispose();
                current = next;
                if (isNew)
                {
                    uint inherited = FileSystem.Status(current, path).Permissions & SetGroupId;
                    Check(DirectoryCalls.ChangeMode(current, DirectoryMode | inherited), "chmod", path);
                    SetOwner(current, owner, path);
                }
            }

            return current;
        }
        catch
        {
            current.Dispose();
            throw;
        }
    }

    private void CopyDirectory(SourceItem item, string real, bool exists)
    {
        using FileDescriptor target = MakeDirectories(real, (0, 0));
        if (!exists && attributes.Owner is { } owner)
        {
            SetOwner(target, owner, real);
        }

        using FileDescriptor source = FileSystem.Open(".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, at: item.Handle);
        CopyChildren(item.Node, source, target, real);
    }

    private void CopyChildren(SourceNode node, FileDescriptor source, FileDescriptor target, string path)
    {
        foreach (SourceNode child in node.Children)
        {
            cancellation.ThrowIfCancellationRequested();
            CopyEntry(child, source, child.Name, target, CleanPath.Join(path, child.Text));
        }
    }

    // The source is an entry of a directory, or what a handle refers to where it has no name.
    private void CopyEntry(SourceNode node, FileDescriptor source, byte[]? sourceName, FileDescriptor parent, string path)
    {
        switch (node.Status.Kind)
        {
            case StatMode.S_IFDIR:
                CopySubdirectory(node, source, sourceName!, parent, path);
                break;
            case StatMode.S_IFREG:
                CopyFile(node, source, sourceName, parent, path);
                break;
            case StatMode.S_IFLNK:
                byte[] target = DirectoryCalls.TryReadLink(source, sourceName ?? []) ?? [];
                Place(parent, node.Name, path, () => DirectoryCalls.MakeSymbolicLink(parent, node.Name, target), "symlink");
                SetAttributes(node, parent, path);
                break;
            case StatMode.S_IFCHR or StatMode.S_IFBLK or StatMode.S_IFIFO:
                Place(
                    parent,
                    node.Name,
                    path,
                    () => DirectoryCalls.MakeNode(parent, node.Name, node.Status.Kind | ModeMeanwhile, node.Status.SpecialDevice),
                    "mknod");
                SetAttributes(node, parent, path);
                break;
        }
    }

    private void CopySubdirectory(
        SourceNode node, FileDescriptor source, byte[] sourceName, FileDescriptor parent, string path)
    {
        Errno error = DirectoryCalls.MakeDirectory(parent, node.Name, ModeMeanwhile);
        bool isMerged = false;
        if (error == Errno.EEXIST)
        {
            Check(DirectoryCalls.Status(parent, node.Name, out FileStatus status), "stat", path);
            error = Errno.None;
            isMerged = status.IsDirectory;
            if (!isMerged)
            {
                Place(parent, node.Name, path, () => DirectoryCalls.MakeDirectory(parent, node.Name, ModeMeanwhile), "mkdir");
            }
        }

        Check(error, "mkdir", path);
        using FileDescriptor target = OpenDirectory(parent, node.Name, path);
        using FileDescriptor from = OpenEntry(
            source, sourceName, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW, path, InSource);
        CopyChildren(node, from, target, path);
        if (!(isMerged && node.IsImplied))
        {
            CopyExtended(from, target, node.IsImplied, path);
            SetAttributes(node, target, path, isDirectory: true);
        }
    }

    private void CopyFile(SourceNode node, FileDescriptor source, byte[]? sourceName, FileDescriptor parent, string path)
    {
        (uint, uint, ulong) identity = (node.Status.Device.Major, node.Status.Device.Minor, node.Status.Inode);
        if (node.Status.LinkCount > 1 && sourceName is not null && _linked.TryGetValue(identity, out string? first))
        {
            using FileDescriptor firstParent = OpenBelowRoot(CleanPath.Parent(first));
            byte[] firstName = Encoding.UTF8.GetBytes(CleanPath.Base(first));
            Place(parent, node.Name, path, () => DirectoryCalls.MakeHardLink(firstParent, firstName, parent, node.Name), "link");
            return;
        }

        using FileDescriptor from = sourceName is null
            ? FileSystem.Reopen(source, OpenFlags.O_RDONLY, path)
            : OpenEntry(source, sourceName, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW, path, InSource);
        FileDescriptor? created = null;
        Place(
            parent,
            node.Name,
            path,
            () => DirectoryCalls.Open(
                parent,
                node.Name,
                OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW,
                Below,
                ModeMeanwhile,
                out created),
            "create");
        using FileDescriptor to = created!;
        CopyContents(from, to);
        SetAttributes(node, to, path, isDirectory: false, () => CopyExtended(from, to, isImplied: false, path));

        // A name that is no UTF-8 cannot be found again by its path; its other names become files of their own.
        if (node.Status.LinkCount > 1 && Encoding.UTF8.GetBytes(node.Text).AsSpan().SequenceEqual(node.Name))
        {
            _linked.TryAdd(identity, path);
        }
    }

    private void CopyContents(FileDescriptor from, FileDescriptor to)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (int count = from.Read(buffer); count > 0; count = from.Read(buffer))
            {
                cancellation.ThrowIfCancellationRequested();
                to.WriteAll(buffer.AsSpan(0, count));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void CopyExtended(FileDescriptor from, FileDescriptor to, bool isImplied, string path)
    {
        foreach (byte[] name in isImplied ? [] : CopiedAttributes.Names(from))
        {
            Errno error = ExtendedAttributes.Set(to, name, ExtendedAttributes.TryGet(from, name) ?? []);
            Check(error is Errno.EOPNOTSUPP or Errno.EPERM ? Errno.None : error, "setxattr", path);
        }
    }

    // Owner first: a change of owner clears set-user-id bits and file capabilities.
    private void SetAttributes(SourceNode node, FileDescriptor file, string path, bool isDirectory, Action? setExtended = null)
    {
        SetOwner(file, OwnerOf(node), path);
        setExtended?.Invoke();
        uint mode = attributes.Mode?.Apply(node.Permissions, isDirectory) ?? node.Permissions;
        Check(DirectoryCalls.ChangeMode(file, mode), "chmod", path);
        if (!node.IsImplied)
        {
            Check(DirectoryCalls.ChangeTimes(file, node.Status.ModifiedAt), "utimensat", path);
        }
    }

    private void SetAttributes(SourceNode node, FileDescriptor parent, string path)
    {
        (uint user, uint group) = OwnerOf(node);
        Check(DirectoryCalls.ChangeOwner(parent, node.Name, user, group), "chown", path);
        if (!node.Status.IsSymbolicLink)
        {
            uint mode = attributes.Mode?.Apply(node.Permissions, isDirectory: false) ?? node.Permissions;
            Check(DirectoryCalls.ChangeMode(parent, node.Name, mode), "chmod", path);
        }

        Check(DirectoryCalls.ChangeTimes(parent, node.Name, node.Status.ModifiedAt), "utimensat", path);
    }

    private (uint UserId, uint GroupId) OwnerOf(SourceNode node) =>
        attributes.Owner ?? (node.IsImplied ? (0, 0) : (node.Status.UserId, node.Status.GroupId));

    private static void SetOwner(FileDescriptor file, (uint UserId, uint GroupId) owner, string path) =>
        Check(DirectoryCalls.ChangeOwner(file, owner.UserId, owner.GroupId), "chown", path);

    // Makes an entry; what has its name gives way.
    private static void Place(FileDescriptor parent, byte[] name, string path, Func<Errno> make, string call)
    {
        Errno error = make();
        if (error == Errno.EEXIST)
        {
            TreeRemoval.Remove(parent, name, path);
            error = make();
        }

        Check(error, call, path);
    }

    private bool IsDirectory(string path)
    {
        using FileDescriptor? handle = root.TryOpen(path);
        return handle is not null && FileSystem.Status(handle, path).IsDirectory;
    }

    private FileDescriptor OpenBelowRoot(string path) => path == "."
        ? FileSystem.Open(".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, at: root.Directory)
        : OpenDirectory(root.Directory, Encoding.UTF8.GetBytes(path), path);

    private static FileDescriptor OpenDirectory(FileDescriptor parent, byte[] name, string path) =>
        OpenEntry(parent, name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW, path);

    private static FileDescriptor OpenEntry(
        FileDescriptor parent, byte[] name, OpenFlags flags, string path, ResolveFlags resolve = Below)
    {
        Errno error = DirectoryCalls.Open(parent, name, flags, resolve, 0, out FileDescriptor? opened);
        return opened ?? throw new LinuxException(error, "open", path);
    }

    private static void Check(Errno error, string call, string path)
    {
        if (error != Errno.None)
        {
            throw new LinuxException(error, call, path);
        }
    }
}
