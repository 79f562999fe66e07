namespace Caisson.Linux.Mounts;

/// <summary>A file system to be: its type, its source and its own options, before it is mounted; fsopen(2), fsconfig(2).</summary>
/// <param name="Type">The name of <c>/proc/filesystems</c>: tmpfs, proc, overlay …</param>
/// <param name="Source">What is mounted, where the type has such a thing; shown in mountinfo.</param>
/// <param name="Options">The options that the file system itself reads: <c>size=64k</c>, <c>newinstance</c>.</param>
/// <param name="ReadOnly">Whether the file system as a whole is read-only, beside the mount.</param>
public sealed record FileSystemOptions(
    string Type, string? Source = null, IReadOnlyList<string>? Options = null, bool ReadOnly = false);
