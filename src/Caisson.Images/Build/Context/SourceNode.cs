using System.Text;
using Caisson.Linux.Files;

namespace Caisson.Images.Build.Context;

/// <summary>A file or directory that COPY is about to copy, as it was found.</summary>
/// <param name="Name">Its name, as the bytes that it is; empty for the source itself.</param>
/// <param name="Status">What the file system says of it.</param>
/// <param name="IsImplied">Whether it is there for what is below it alone: its own attributes do not count.</param>
internal sealed record SourceNode(byte[] Name, FileStatus Status, bool IsImplied = false)
{
    /// <summary>The permission bits of a directory that nothing describes.</summary>
    internal const uint ImpliedMode = 0b111_101_101;

    /// <summary>Of a directory: what is in it, sorted by the bytes of the names.</summary>
    internal List<SourceNode> Children { get; } = [];

    /// <summary>The name, fit for patterns and messages.</summary>
    internal string Text => Encoding.UTF8.GetString(Name);

    /// <summary>Permission bits, as they are copied unless the instruction says otherwise.</summary>
    internal uint Permissions => IsImplied ? ImpliedMode : Status.Permissions;
}
