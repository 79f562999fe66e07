namespace Caisson.Images.Layers.Unpack;

/// <summary>What was in a layer.</summary>
/// <param name="ArchiveBytes">The tar archive, uncompressed.</param>
/// <param name="FileBytes">The lengths of its regular files together, with their holes, and of what its symbolic links say: as Docker counts.</param>
/// <param name="Entries">How many entries it has.</param>
/// <param name="SkippedAttributes">
/// Extended attributes that the file system or the caller's privileges do not allow, which are left out as Docker does.
/// </param>
public readonly record struct LayerSizes(long ArchiveBytes, long FileBytes, int Entries, int SkippedAttributes)
{
    /// <summary>What <see cref="DirectoryAttributes.Implied"/> says.</summary>
    internal IReadOnlyList<byte[]> ImpliedDirectories { get => field ?? []; init; }
}
