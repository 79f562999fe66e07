namespace Caisson.Images.Layers.Tar;

/// <summary>
/// Where the fields of a header block are, and what the numbers in it mean; POSIX.1-2017 pax, "ustar Interchange
/// Format", and the manual of GNU tar, "Basic Tar Format".
/// </summary>
internal static class TarFormat
{
    internal const int BlockBytes = 512;

    internal static readonly Range Name = 0..100;
    internal static readonly Range Mode = 100..108;
    internal static readonly Range UserId = 108..116;
    internal static readonly Range GroupId = 116..124;
    internal static readonly Range Size = 124..136;
    internal static readonly Range ModifiedAt = 136..148;
    internal static readonly Range Checksum = 148..156;
    internal const int TypeFlag = 156;
    internal static readonly Range LinkName = 157..257;
    internal static readonly Range Magic = 257..265;
    internal static readonly Range DeviceMajor = 329..337;
    internal static readonly Range DeviceMinor = 337..345;
    internal static readonly Range Prefix = 345..500;

    // Joerg Schilling's star: access and change times follow a shorter prefix.
    internal static readonly Range StarPrefix = 345..476;
    internal static readonly Range StarTrailer = 508..512;

    // GNU's old sparse files: four (offset, length) pairs here, 21 in each block that follows.
    internal static readonly Range SparseMap = 386..482;
    internal const int SparseIsExtended = 482;
    internal static readonly Range SparseRealSize = 483..495;
    internal static readonly Range SparseExtensionMap = 0..504;
    internal const int SparseExtensionIsExtended = 504;
    internal const int SparseNumberBytes = 12;

    internal static ReadOnlySpan<byte> UstarMagic => "ustar\0"u8;

    internal static ReadOnlySpan<byte> GnuMagic => "ustar  \0"u8;

    internal static ReadOnlySpan<byte> StarMagic => "tar\0"u8;

    /// <summary>How many bytes follow contents, up to the next block.</summary>
    internal static long Padding(long sizeBytes) => -sizeBytes & (BlockBytes - 1);
}
