using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Archives.Intake;

/// <summary>A file of an archive, received.</summary>
/// <param name="path">Its path in the archive.</param>
/// <param name="sizeBytes">Its length.</param>
internal sealed class ArchiveItem(string path, long sizeBytes)
{
    /// <summary>Its path in the archive.</summary>
    internal string Path => path;

    /// <summary>Its length.</summary>
    internal long SizeBytes => sizeBytes;

    /// <summary>Its digest.</summary>
    internal Digest Digest { get; set; }

    /// <summary>The whole of it, where it is small; otherwise it is in the store.</summary>
    internal byte[]? Contents { get; set; }

    /// <summary>What it was as a layer; null where it has not been tried.</summary>
    internal TakenLayer? Layer { get; set; }
}
