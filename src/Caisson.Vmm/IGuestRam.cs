namespace Caisson.Vmm;

/// <summary>The guest's memory, as far as what is laid into it before it starts needs to know.</summary>
public interface IGuestRam
{
    /// <summary>Where there is memory, ascending, without overlap; the first range starts at 0.</summary>
    public IReadOnlyList<MemoryRange> Ranges { get; }

    /// <summary>Memory as bytes.</summary>
    /// <exception cref="VmmException">It is not all in one range.</exception>
    public Span<byte> GetSpan(ulong address, int lengthBytes);
}
