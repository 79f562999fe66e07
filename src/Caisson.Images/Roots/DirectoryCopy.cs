using Caisson.Images.Layers.Diff;
using Caisson.Images.Layers.Tar;
using Caisson.Images.Layers.Unpack;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;

namespace Caisson.Images.Roots;

/// <summary>
/// Attributes of directories that are put over those of an image: overlayfs shows the mode, owner, time and extended
/// attributes of the uppermost one.
/// </summary>
public static class DirectoryCopy
{
    private static readonly bool IsOrdinaryUser = !Environment.IsPrivilegedProcess;

    /// <summary>Gives one directory the attributes of another, the default ACL among them: make what is in it first.</summary>
    /// <param name="from">The directory to take them from; a handle will do.</param>
    /// <param name="to">The directory to set them on, open for reading.</param>
    /// <param name="name">What to call it in an error.</param>
    /// <exception cref="Linux.LinuxException">The kernel refused something.</exception>
    public static void CopyAttributes(FileDescriptor from, FileDescriptor to, string name)
    {
        ArgumentNullException.ThrowIfNull(from);
        new EntryAttributes(IsOrdinaryUser).Apply(to, Read(from, name));
    }

    /// <summary>Whether two directories have the same attributes.</summary>
    internal static bool HaveSameAttributes(FileDescriptor one, FileDescriptor other, string name)
    {
        TarEntry first = Read(one, name);
        TarEntry second = Read(other, name);
        return (first.Mode, first.UserId, first.GroupId, first.ModifiedAt) == (second.Mode, second.UserId, second.GroupId, second.ModifiedAt)
            && first.Attributes.Count == second.Attributes.Count
            && first.Attributes.Zip(second.Attributes).All(
                p => p.First.Name.Span.SequenceEqual(p.Second.Name.Span) && p.First.Value.Span.SequenceEqual(p.Second.Value.Span));
    }

    private static TarEntry Read(FileDescriptor directory, string name)
    {
        FileStatus status = FileSystem.Status(directory, name);
        AttributeReader attributes = new(isUpper: false);
        attributes.Read(directory, []);
        return new TarEntry
        {
            Kind = TarEntryKind.Directory,
            Path = System.Text.Encoding.UTF8.GetBytes(name),
            Mode = status.Permissions,
            UserId = status.UserId,
            GroupId = status.GroupId,
            ModifiedAt = status.ModifiedAt,
            Attributes = attributes.Attributes,
        };
    }
}
