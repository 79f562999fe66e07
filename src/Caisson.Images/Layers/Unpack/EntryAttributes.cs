using Caisson.Images.Layers.Tar;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Uapi;

namespace Caisson.Images.Layers.Unpack;

/// <summary>
/// Sets owners, permissions, extended attributes and times, in the order in which one does not undo the other: a change
/// of owner clears set-user-id bits and file capabilities.
/// </summary>
/// <param name="isOrdinaryUser">Whether owners can't be given away.</param>
/// <param name="owner">Who owns what is made, so that it need not be given to them; null where that is not known.</param>
internal sealed class EntryAttributes(bool isOrdinaryUser, (uint User, uint Group)? owner = null)
{
    /// <summary>Extended attributes that could not be set, and were left out.</summary>
    internal int SkippedCount { get; private set; }

    /// <summary>Of a file or directory that is open for reading or writing.</summary>
    /// <param name="file">The file.</param>
    /// <param name="entry">What its entry says.</param>
    /// <param name="hasTime">Whether it says when it was changed.</param>
    /// <param name="mode">The permissions that it has; null where they are not known.</param>
    internal void Apply(FileDescriptor file, TarEntry entry, bool hasTime = true, uint? mode = null)
    {
        if (IsGivenAway(entry))
        {
            Check(DirectoryCalls.ChangeOwner(file, entry.UserId, entry.GroupId), "chown", entry);
        }

        if (entry.Mode != mode)
        {
            Check(DirectoryCalls.ChangeMode(file, entry.Mode), "chmod", entry);
        }

        SetExtended(file, entry);
        if (hasTime)
        {
            Check(DirectoryCalls.ChangeTimes(file, entry.ModifiedAt), "utimensat", entry);
        }
    }

    /// <summary>Of an entry that can't be opened: a link, a device, a fifo.</summary>
    internal void Apply(FileDescriptor parent, ReadOnlySpan<byte> name, TarEntry entry)
    {
        if (IsGivenAway(entry))
        {
            Check(DirectoryCalls.ChangeOwner(parent, name, entry.UserId, entry.GroupId), "chown", entry);
        }

        if (entry.Kind != TarEntryKind.SymbolicLink)
        {
            Check(DirectoryCalls.ChangeMode(parent, name, entry.Mode), "chmod", entry);
        }

        SetExtended(parent, name, entry);
        Check(DirectoryCalls.ChangeTimes(parent, name, entry.ModifiedAt), "utimensat", entry);
    }

    /// <summary>
    /// Of a file that has just got another name, by the header of that name, as Docker does it: a symbolic link gets its
    /// owner and extended attributes alone.
    /// </summary>
    /// <param name="parent">The directory of the new name.</param>
    /// <param name="name">The new name.</param>
    /// <param name="link">What its entry says.</param>
    /// <param name="file">What the file was before.</param>
    internal void ApplyThroughLink(FileDescriptor parent, ReadOnlySpan<byte> name, TarEntry link, FileStatus file)
    {
        // An owner that is set, even to what it was, takes file capabilities away, which few archives repeat for each name.
        bool isGivenAway = !isOrdinaryUser && (link.UserId, link.GroupId) != (file.UserId, file.GroupId);
        if (isGivenAway)
        {
            Check(DirectoryCalls.ChangeOwner(parent, name, link.UserId, link.GroupId), "chown", link);
        }

        if (!file.IsSymbolicLink && (isGivenAway || link.Mode != file.Permissions))
        {
            Check(DirectoryCalls.ChangeMode(parent, name, link.Mode), "chmod", link);
        }

        SetExtended(parent, name, link);
        if (!file.IsSymbolicLink)
        {
            Check(DirectoryCalls.ChangeTimes(parent, name, link.ModifiedAt), "utimensat", link);
        }
    }

    private bool IsGivenAway(TarEntry entry) => !isOrdinaryUser && (entry.UserId, entry.GroupId) != owner;

    private void SetExtended(FileDescriptor parent, ReadOnlySpan<byte> name, TarEntry entry)
    {
        if (entry.Attributes.Count == 0)
        {
            return;
        }

        Errno error = DirectoryCalls.Open(
            parent, name, OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW, ResolveFlags.RESOLVE_BENEATH, 0, out FileDescriptor? handle);
        using (handle)
        {
            Check(error, "open", entry);
            SetExtended(handle!, entry);
        }
    }

    private void SetExtended(FileDescriptor file, TarEntry entry)
    {
        foreach (TarXattr attribute in entry.Attributes)
        {
            ReadOnlySpan<byte> name = attribute.Name.Span;
            if (OverlayMarks.IsOverlayAttribute(name))
            {
                continue;
            }

            Errno error = ExtendedAttributes.Set(file, name, attribute.Value.Span);
            if (error is Errno.EOPNOTSUPP or Errno.EPERM)
            {
                SkippedCount++;
            }
            else
            {
                Check(error, $"setxattr {TarText.Display(name)} on", entry);
            }
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
