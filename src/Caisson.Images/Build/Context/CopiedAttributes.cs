using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;

namespace Caisson.Images.Build.Context;

/// <summary>The extended attributes that a copy keeps: file capabilities and what users attach; none that a file system uses itself.</summary>
internal static class CopiedAttributes
{
    /// <summary>The names of a file's, sorted.</summary>
    internal static IReadOnlyList<byte[]> Names(FileDescriptor file)
    {
        List<byte[]> names = ExtendedAttributes.Names(file);
        names.RemoveAll(static n => !IsCopied(n));
        names.Sort(static (a, b) => a.AsSpan().SequenceCompareTo(b));
        return names;
    }

    private static bool IsCopied(ReadOnlySpan<byte> name) => name.SequenceEqual("security.capability"u8)
        || (name.StartsWith("user."u8) && !name.StartsWith("user.overlay."u8));
}
