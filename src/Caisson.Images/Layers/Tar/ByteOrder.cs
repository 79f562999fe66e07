namespace Caisson.Images.Layers.Tar;

/// <summary>Orders names by their bytes, as strcmp(3) does.</summary>
internal static class ByteOrder
{
    internal static readonly Comparer<ReadOnlyMemory<byte>> Memory =
        Comparer<ReadOnlyMemory<byte>>.Create((a, b) => a.Span.SequenceCompareTo(b.Span));

    internal static readonly Comparer<byte[]> Array = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));
}
