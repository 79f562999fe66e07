namespace Caisson.Oci.RuntimeSpec;

/// <summary>What a document may have at most.</summary>
public static class SpecLimits
{
    /// <summary>Bytes in a document, 50 MiB: far above what any caller writes, far below what would hurt.</summary>
    public const int MaxDocumentBytes = 50 * 1024 * 1024;

    /// <summary>Objects and arrays in one another; the specification needs 7.</summary>
    public const int MaxDepth = 64;
}
