namespace Caisson.Images.Layers.Tar;

/// <summary>An extended attribute of an entry; xattr(7).</summary>
/// <param name="Name">The name with its namespace: <c>security.capability</c>.</param>
/// <param name="Value">The value, which is not text.</param>
public readonly record struct TarXattr(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value);
