using Caisson.Oci.ImageSpec;

namespace Caisson.Images;

/// <summary>What is accepted of an image at most. Each is above what real images have; a user may set them.</summary>
public sealed record ImageLimits
{
    /// <summary>What holds where nobody says otherwise.</summary>
    public static ImageLimits Default { get; } = new();

    /// <summary>Bytes in a manifest or index.</summary>
    public int ManifestBytes { get; init; } = ImageSpecLimits.MaxManifestBytes;

    /// <summary>Bytes in an image configuration.</summary>
    public int ConfigBytes { get; init; } = ImageSpecLimits.MaxConfigBytes;

    /// <summary>Layers of an image: as many as overlayfs stacks (OVL_MAX_STACK).</summary>
    public int Layers { get; init; } = 500;

    /// <summary>Indexes in one another.</summary>
    public int IndexDepth { get; init; } = 4;

    /// <summary>Bytes in a blob, that is, in a layer as it is transported: 64 GiB.</summary>
    public long BlobBytes { get; init; } = 64L << 30;

    /// <summary>Files and links in an archive of images.</summary>
    public int ArchiveEntries { get; init; } = 100_000;

    /// <summary>Bytes of a layer's tar, uncompressed, and of the files in it, holes included: 128 GiB.</summary>
    public long LayerBytes { get; init; } = 128L << 30;

    /// <summary>Files, directories and links in a layer.</summary>
    public long LayerEntries { get; init; } = 5_000_000;

    /// <summary>Bytes in the paths of directories that a layer has something in, but no entry for: 64 MiB.</summary>
    public long ImpliedDirectoryBytes { get; init; } = 64 << 20;

    /// <summary>Bytes in a path (PATH_MAX).</summary>
    public int PathBytes { get; init; } = 4096;

    /// <summary>Bytes in a component of a path (NAME_MAX).</summary>
    public int NameBytes { get; init; } = 255;

    /// <summary>Bytes in all extended attributes of a file, names included (XATTR_SIZE_MAX for one).</summary>
    public int XattrBytes { get; init; } = 1 << 20;

    /// <summary>Bytes in a tar archive's extended header of one entry: long names, attributes, the map of a sparse file.</summary>
    public int ExtendedHeaderBytes { get; init; } = 1 << 20;

    /// <summary>The window of a zstd frame, which is kept in memory, as a power of two: 128 MiB, as zstd's own program has it.</summary>
    public int ZstdWindowLog { get; init; } = 27;
}
