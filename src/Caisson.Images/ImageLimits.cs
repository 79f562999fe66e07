namespace Caisson.Images;

/// <summary>How much is accepted of what comes from elsewhere. Whoever exceeds one gets an error that names it.</summary>
public sealed record ImageLimits
{
    /// <summary>The limits where nobody sets any.</summary>
    public static ImageLimits Default { get; } = new();

    /// <summary>Bytes of a layer's tar archive, uncompressed, and of the files in it with their holes.</summary>
    public long LayerBytes { get; init; } = 64L << 30;

    /// <summary>Entries of a layer.</summary>
    public int LayerEntries { get; init; } = 2_000_000;

    /// <summary>Bytes of a path in a layer, and of a link's target; PATH_MAX without its NUL.</summary>
    public int PathBytes { get; init; } = 4095;

    /// <summary>Bytes of one name in a path; NAME_MAX.</summary>
    public int NameBytes { get; init; } = 255;

    /// <summary>Bytes of the extended header of one entry: long names and extended attributes.</summary>
    public int ExtendedHeaderBytes { get; init; } = 1 << 20;

    /// <summary>The window of a zstd stream, as a power of two of bytes: what decompression keeps in memory.</summary>
    public int ZstdWindowLog { get; init; } = 27;
}
