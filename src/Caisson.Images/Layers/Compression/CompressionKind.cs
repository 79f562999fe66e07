namespace Caisson.Images.Layers.Compression;

/// <summary>How a layer's archive is compressed.</summary>
public enum CompressionKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>gzip; RFC 1952.</summary>
    Gzip,

    /// <summary>Zstandard; RFC 8878.</summary>
    Zstd,
}
