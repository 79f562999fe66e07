using Caisson.Virtio.Memory;

namespace Caisson.Vmm.Running;

/// <summary>The guest's memory as those see it who lay something into it before it starts.</summary>
internal sealed class GuestRam : IGuestRam
{
    private readonly GuestMemory _memory;

    internal GuestRam(GuestMemory memory)
    {
        _memory = memory;
        Ranges = [.. memory.Regions.Select(r => new MemoryRange(r.GuestAddress, r.LengthBytes))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<MemoryRange> Ranges { get; }

    /// <inheritdoc/>
    public Span<byte> GetSpan(ulong address, int lengthBytes) => _memory.TryGetSpan(address, lengthBytes, out Span<byte> span)
        ? span
        : throw new VmmException($"there is no memory for {lengthBytes} bytes at 0x{address:x}");
}
