using Caisson.Linux.Files;

namespace Caisson.Images.Layers.Tar;

/// <summary>
/// An entry of an archive, as its headers describe it, all extended headers taken into account. Names are bytes: nothing
/// says that they are UTF-8. What the reader returns has been checked for form (numbers in range, no NUL in a name),
/// not for meaning: a path may be absolute or contain <c>..</c>.
/// </summary>
public sealed record TarEntry
{
    /// <summary>What it is.</summary>
    public required TarEntryKind Kind { get; init; }

    /// <summary>The path as the archive has it.</summary>
    public required ReadOnlyMemory<byte> Path { get; init; }

    /// <summary>Of a link: where it leads.</summary>
    public ReadOnlyMemory<byte> LinkTarget { get; init; }

    /// <summary>The permission bits, with set-user-id, set-group-id and sticky.</summary>
    public uint Mode { get; init; }

    /// <summary>Owner.</summary>
    public uint UserId { get; init; }

    /// <summary>Group.</summary>
    public uint GroupId { get; init; }

    /// <summary>When the contents were last changed.</summary>
    public FileTime ModifiedAt { get; init; }

    /// <summary>Of a regular file: its length in bytes, with its holes.</summary>
    public long SizeBytes { get; init; }

    /// <summary>Of a device: its number, as major and minor.</summary>
    public (uint Major, uint Minor) Device { get; init; }

    /// <summary>Extended attributes, in the archive's order, each name once.</summary>
    public IReadOnlyList<TarXattr> Attributes { get; init; } = [];

    /// <summary>Whether the file has holes, which the archive does not contain.</summary>
    public bool IsSparse { get; init; }

    /// <summary>The path, fit to be shown on one line.</summary>
    public string DisplayPath => TarText.Display(Path.Span);
}
