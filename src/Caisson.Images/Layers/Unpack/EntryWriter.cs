using Caisson.Images.Layers.Diff;
using Caisson.Images.Layers.Recipes;
using Caisson.Images.Layers.Tar;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Processes;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Layers.Unpack;

/// <summary>Makes one entry after the other below a directory.</summary>
internal sealed class EntryWriter : IDisposable
{
    // Nobody else reads a file before its owner and permissions are set.
    private const uint FileModeMeanwhile = 0b110_000_000;
    private const uint Permissions = 0b111_111_111;
    private const uint OwnerReads = 0b100_000_000;

    private readonly FileDescriptor _root;
    private readonly UnpackOptions _options;
    private readonly OverlayMarks _marks;
    private readonly DirectoryAttributes _directories;
    private readonly EntryAttributes _attributes;
    private readonly ParentDirectories _parents;
    private readonly RecipeWriter? _recipe;

    /// <summary>Writes below a directory, which stays the caller's.</summary>
    /// <param name="root">The directory.</param>
    /// <param name="options">How.</param>
    /// <param name="recipe">Is told which files have the archive's contents; null for nobody.</param>
    internal EntryWriter(FileDescriptor root, UnpackOptions options, RecipeWriter? recipe)
    {
        _root = root;
        _options = options;
        _recipe = recipe;
        _marks = new OverlayMarks(options.IsOrdinaryUser);
        _attributes = new EntryAttributes(options.IsOrdinaryUser, OwnerOfNew(root, options));
        _directories = new DirectoryAttributes(options.IsLayer, options.Limits);
        _parents = new ParentDirectories(root, _marks, _directories);
        if (!options.KeepsRoot)
        {
            _directories.AddUnnamed([]);
        }
    }

    /// <summary>Extended attributes that could not be set, and were left out.</summary>
    internal int SkippedAttributes => _attributes.SkippedCount;

    /// <summary>Directories that were made though no entry had named them.</summary>
    internal long UnnamedDirectories => _directories.UnnamedCount;

    /// <summary>What <see cref="DirectoryAttributes.Implied"/> says; known after <see cref="Finish"/>.</summary>
    internal IReadOnlyList<byte[]> ImpliedDirectories => _directories.Implied;

    /// <summary>Makes an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="reader">The reader, at the entry.</param>
    /// <exception cref="ImageException">The entry leads out of the directory, or can't be made.</exception>
    internal void Write(TarEntry entry, TarReader reader)
    {
        LayerPath path = LayerPath.Parse(entry.Path.Span, "entry", _options.Limits);
        if (_options.Owner is { } owner)
        {
            entry = entry with { UserId = owner.UserId, GroupId = owner.GroupId };
        }

        if (path.IsRoot)
        {
            WriteRoot(entry);
            return;
        }

        ReadOnlySpan<byte> removed = [];
        WhiteoutName.Meaning meaning = _options.IsLayer ? WhiteoutName.Parse(path, out removed) : WhiteoutName.Meaning.None;
        if (meaning == WhiteoutName.Meaning.Ignored)
        {
            return;
        }

        FileDescriptor parent = _parents.Get(path.Parent, out ReadOnlySpan<byte> real);
        path = path.MovedTo(real);
        switch (meaning)
        {
            case WhiteoutName.Meaning.Opaque:
                _marks.MakeOpaque(parent, path.Parent);
                break;
            case WhiteoutName.Meaning.Removed:
                _marks.Remove(parent, removed, path.Path);
                _directories.Renew([.. path.Path[..^path.Name.Length], .. removed]);
                break;
            default:
                Make(parent, path, entry, reader);
                break;
        }
    }

    /// <summary>Sets what can be set only after the last entry.</summary>
    internal void Finish()
    {
        // An ordinary user could not open what is in there any more.
        if (_options.IsOrdinaryUser && _recipe is not null && _directories.HasClosed)
        {
            TakeContentsBelow(_root);
        }

        _directories.Apply(_root, _attributes);
    }

    /// <inheritdoc/>
    public void Dispose() => _parents.Dispose();

    // In a directory of the caller's own that hands down no group, and in all that is made below it. Only a layer's
    // directory has nothing from before in it.
    private static (uint User, uint Group)? OwnerOfNew(FileDescriptor root, UnpackOptions options)
    {
        const uint HandsDownGroup = 0b010_000_000_000;
        FileStatus status = FileSystem.Status(root, "the layer's directory");
        (uint, uint) caller = Execution.EffectiveIds();
        return options is { IsLayer: true, KeepsRoot: false }
            && (status.UserId, status.GroupId) == caller && (status.Mode & HandsDownGroup) == 0 ? caller : null;
    }

    private void WriteRoot(TarEntry entry)
    {
        if (entry.Kind != TarEntryKind.Directory)
        {
            TarError.Throw($"entry {entry.DisplayPath} puts something other than a directory in the place of the root");
        }

        if (!_options.KeepsRoot)
        {
            _directories.Add([], entry);
        }
    }

    private void Make(FileDescriptor parent, LayerPath path, TarEntry entry, TarReader reader)
    {
        if (_options.KeepsDirectories)
        {
            CheckKind(parent, path, entry);
        }

        switch (entry.Kind)
        {
            case TarEntryKind.RegularFile:
                MakeFile(parent, path, entry, reader);
                break;
            case TarEntryKind.Directory:
                MakeDirectory(parent, path, entry);
                break;
            case TarEntryKind.HardLink:
                MakeHardLink(parent, path, entry);
                break;
            case TarEntryKind.SymbolicLink:
                Errno linked = DirectoryCalls.MakeSymbolicLink(parent, path.Name, entry.LinkTarget.Span);
                if (linked == Errno.EEXIST)
                {
                    Clear(parent, path);
                    linked = DirectoryCalls.MakeSymbolicLink(parent, path.Name, entry.LinkTarget.Span);
                }

                Check(linked, "symlink", entry);
                _attributes.Apply(parent, path.Name, entry);
                break;
            default:
                MakeNode(parent, path, entry);
                break;
        }
    }

    private static void CheckKind(FileDescriptor parent, LayerPath path, TarEntry entry)
    {
        bool isDirectory = entry.Kind == TarEntryKind.Directory;
        if (DirectoryCalls.Status(parent, path.Name, out FileStatus present) == Errno.None && present.IsDirectory != isDirectory)
        {
            string name = TarText.Display(path.Path);
            throw new ImageException(
                ImageErrorKind.InvalidContent,
                isDirectory
                    ? $"cannot overwrite non-directory \"{name}\" with directory \"{name}\""
                    : $"cannot overwrite directory \"{name}\" with non-directory \"{name}\"");
        }
    }

    private void MakeFile(FileDescriptor parent, LayerPath path, TarEntry entry, TarReader reader)
    {
        const OpenFlags Create = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOFOLLOW;
        uint mode = _options.IsForStore ? entry.Mode & Permissions : FileModeMeanwhile;
        Errno error = DirectoryCalls.Open(parent, path.Name, Create, ParentDirectories.Resolve, mode, out FileDescriptor? file);
        if (error == Errno.EEXIST)
        {
            Clear(parent, path);
            error = DirectoryCalls.Open(parent, path.Name, Create, ParentDirectories.Resolve, mode, out file);
        }

        Check(error, "create", entry);
        using (file)
        {
            FileStatus status = FileSystem.Status(file!, entry.DisplayPath);

            // A file with holes has other bytes in the archive, and one that its owner may not read cannot be read again.
            if (_recipe is not null && entry is { IsSparse: false, SizeBytes: > RecipeFormat.SmallFileBytes }
                && (!_options.IsOrdinaryUser || (entry.Mode & OwnerReads) != 0))
            {
                _recipe.BeginFile(path.Path, status.Inode);
                try
                {
                    CopyContents(file!, entry, reader);
                }
                finally
                {
                    _recipe.EndFile();
                }
            }
            else
            {
                CopyContents(file!, entry, reader);
            }

            // It was made without the bits that writing, or a change of the owner, would have taken away.
            _attributes.Apply(file!, entry, mode: status.Permissions);
        }
    }

    private static void CopyContents(FileDescriptor file, TarEntry entry, TarReader reader)
    {
        while (reader.TryReadContents(out long offset, out ReadOnlySpan<byte> data))
        {
            if (entry.IsSparse)
            {
                FileContents.WriteAllAt(file, data, offset);
            }
            else
            {
                file.WriteAll(data);
            }
        }

        if (entry.IsSparse)
        {
            DurableFiles.SetLength(file, entry.DisplayPath, entry.SizeBytes);
        }
    }

    private void MakeDirectory(FileDescriptor parent, LayerPath path, TarEntry entry)
    {
        Errno error = DirectoryCalls.MakeDirectory(parent, path.Name, DirectoryAttributes.ModeMeanwhile);
        if (error == Errno.EEXIST)
        {
            Check(DirectoryCalls.Status(parent, path.Name, out FileStatus status), "stat", entry);
            error = Errno.None;
            if (!status.IsDirectory)
            {
                Clear(parent, path);
                error = DirectoryCalls.MakeDirectory(parent, path.Name, DirectoryAttributes.ModeMeanwhile);
            }

            if (status.IsWhiteout && error == Errno.None)
            {
                _marks.MakeOpaque(_parents.Get(path.Path, out _), path.Path);
            }
        }

        Check(error, "mkdir", entry);
        _directories.Add(path.Path, entry);
    }

    private void MakeHardLink(FileDescriptor parent, LayerPath path, TarEntry entry)
    {
        LayerPath target = LayerPath.Parse(entry.LinkTarget.Span, "hard link target", _options.Limits);
        if (target.IsRoot || target.Path.SequenceEqual(path.Path))
        {
            throw BadTarget(entry);
        }

        FileDescriptor targetParent = _parents.TryGet(target.Parent) ?? throw BadTarget(entry);
        Errno error = DirectoryCalls.MakeHardLink(targetParent, target.Name, parent, path.Name);
        if (error == Errno.EEXIST)
        {
            Clear(parent, path);
            targetParent = _parents.TryGet(target.Parent) ?? throw BadTarget(entry);
            error = DirectoryCalls.MakeHardLink(targetParent, target.Name, parent, path.Name);
        }

        // EPERM: the target is a directory.
        if (error is Errno.ENOENT or Errno.ENOTDIR or Errno.EPERM)
        {
            throw BadTarget(entry);
        }

        Check(error, "link", entry);
        Check(DirectoryCalls.Status(parent, path.Name, out FileStatus file), "stat", entry);

        // The link's header may take the permission to read the file away, which the recipe refers to.
        if (_recipe is not null && _options.IsOrdinaryUser && (entry.Mode & OwnerReads) == 0)
        {
            TakeContents(_recipe, parent, path.Name, file);
        }

        _attributes.ApplyThroughLink(parent, path.Name, entry, file);
    }

    private static ImageException BadTarget(TarEntry entry) => TarError.Invalid(
        $"hard link {entry.DisplayPath} leads to {TarText.Display(entry.LinkTarget.Span)}, which is no file of this layer");

    private void MakeNode(FileDescriptor parent, LayerPath path, TarEntry entry)
    {
        uint kind = entry.Kind switch
        {
            TarEntryKind.CharacterDevice => StatMode.S_IFCHR,
            TarEntryKind.BlockDevice => StatMode.S_IFBLK,
            _ => StatMode.S_IFIFO,
        };
        Errno error = DirectoryCalls.MakeNode(parent, path.Name, kind | FileModeMeanwhile, entry.Device);
        if (error == Errno.EEXIST)
        {
            Clear(parent, path);
            error = DirectoryCalls.MakeNode(parent, path.Name, kind | FileModeMeanwhile, entry.Device);
        }

        if (error == Errno.EPERM)
        {
            throw new ImageException(
                ImageErrorKind.Unsupported,
                $"tar archive: {entry.DisplayPath} is a device ({entry.Device.Major}:{entry.Device.Minor}), which only root can make");
        }

        Check(error, "mknod", entry);
        _attributes.Apply(parent, path.Name, entry);
    }

    // What an earlier entry put there gives way.
    private void Clear(FileDescriptor parent, LayerPath path)
    {
        _parents.Forget(path.Path);
        if (_recipe is not null)
        {
            TakeContents(_recipe, parent, path);
        }

        TreeRemoval.Remove(parent, path.Name, TarText.Display(path.Path));
    }

    // What the archive had in files that are about to be removed goes into the recipe.
    private void TakeContents(RecipeWriter recipe, FileDescriptor parent, LayerPath path)
    {
        if (DirectoryCalls.Status(parent, path.Name, out FileStatus status) != Errno.None)
        {
            return;
        }

        if (!status.IsDirectory)
        {
            TakeContents(recipe, parent, path.Name, status);
            return;
        }

        const OpenFlags Handle = OpenFlags.O_PATH | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW;
        Errno error = DirectoryCalls.Open(parent, path.Name, Handle, ParentDirectories.Resolve, 0, out FileDescriptor? directory);
        using (directory)
        {
            TakeContentsBelow(directory ?? throw new LinuxException(error, "open", TarText.Display(path.Path)));
        }
    }

    private void TakeContentsBelow(FileDescriptor directory) =>
        new TreeWalk(directory, _options.Limits, CancellationToken.None).Run((parent, _, name, status) =>
        {
            TakeContents(_recipe!, parent, name, status);
            return true;
        });

    private static void TakeContents(RecipeWriter recipe, FileDescriptor parent, ReadOnlySpan<byte> name, FileStatus status)
    {
        if (status.Kind != StatMode.S_IFREG || !recipe.Holds(status.Inode))
        {
            return;
        }

        const OpenFlags Read = OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW;
        Errno error = DirectoryCalls.Open(parent, name, Read, ParentDirectories.Resolve, 0, out FileDescriptor? file);
        using (file)
        {
            recipe.Take(status.Inode, file ?? throw new LinuxException(error, "open", TarText.Display(name)));
        }
    }

    private static void Check(Errno error, string call, TarEntry entry)
    {
        if (error != Errno.None)
        {
            throw new LinuxException(error, call, entry.DisplayPath);
        }
    }
}
