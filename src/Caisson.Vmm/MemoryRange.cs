namespace Caisson.Vmm;

/// <summary>A range of guest-physical addresses.</summary>
/// <param name="Start">The first.</param>
/// <param name="LengthBytes">How many; the sum of both does not wrap.</param>
public readonly record struct MemoryRange(ulong Start, ulong LengthBytes)
{
    /// <summary>The first address behind it.</summary>
    public ulong End => Start + LengthBytes;

    /// <summary>A range from its first address to the one behind its last.</summary>
    public static MemoryRange FromTo(ulong start, ulong end) => new(start, end - start);

    /// <summary>Whether another range is all in this one. It may be any two numbers, the sum of which wraps.</summary>
    public bool Contains(ulong start, ulong lengthBytes) =>
        start >= Start && lengthBytes <= LengthBytes && start - Start <= LengthBytes - lengthBytes;

    /// <summary>Whether the two have an address in common.</summary>
    public bool Overlaps(MemoryRange other) => Start < other.End && other.Start < End;

    /// <inheritdoc/>
    public override string ToString() => $"0x{Start:x}-0x{End:x}";
}
