namespace Caisson.Vmm.Tests.Support;

/// <summary>Memory of a machine, as an array; what lies above 4 GiB is only named.</summary>
internal sealed class TestRam : IGuestRam
{
    private readonly byte[] _low;

    internal TestRam(int lowMiB = 64, params MemoryRange[] above)
    {
        _low = new byte[lowMiB << 20];
        Ranges = [new MemoryRange(0, (ulong)_low.Length), .. above];
    }

    public IReadOnlyList<MemoryRange> Ranges { get; }

    public Span<byte> GetSpan(ulong address, int lengthBytes) =>
        Ranges[0].Contains(address, (ulong)lengthBytes)
            ? _low.AsSpan((int)address, lengthBytes)
            : throw new VmmException($"no memory at 0x{address:x}");
}
