using Caisson.Virtio.Mmio;

namespace Caisson.Vmm.Emulation;

/// <summary>Which device answers where: ports, or addresses without memory.</summary>
/// <remarks>
/// Where nothing answers, all bits are read as one and writes are lost, as on a PC; both are counted, for a guest that does it often
/// looks for something.
/// Ports are served like addresses, by the same interface.
/// Thread: <see cref="Add"/> before the first processor runs, the rest any. Allocates: <see cref="Add"/> only.
/// </remarks>
public sealed class DeviceBus
{
    // Ascending, without overlap.
    private readonly List<(MemoryRange Range, IMmioDevice Device)> _devices = [];
    private long _unclaimed;

    /// <summary>Accesses that nothing answered.</summary>
    public long Unclaimed => Interlocked.Read(ref _unclaimed);

    /// <summary>Adds a device.</summary>
    /// <exception cref="ArgumentException">The range is empty, or another device has part of it.</exception>
    public void Add(MemoryRange range, IMmioDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (range.LengthBytes == 0)
        {
            throw new ArgumentException($"a device at 0x{range.Start:x} would have no addresses", nameof(range));
        }

        int index = 0;
        foreach ((MemoryRange other, _) in _devices)
        {
            if (other.Overlaps(range))
            {
                throw new ArgumentException($"a device at {range} would overlap that at {other}", nameof(range));
            }

            if (other.Start < range.Start)
            {
                index++;
            }
        }

        _devices.Insert(index, (range, device));
    }

    /// <summary>The guest reads.</summary>
    /// <returns>False where nothing answers; the data is all ones then.</returns>
    public bool Read(ulong address, Span<byte> data)
    {
        if (TryFind(address, data.Length, out ulong offset) is { } device)
        {
            device.Read(offset, data);
            return true;
        }

        Interlocked.Increment(ref _unclaimed);
        data.Fill(byte.MaxValue);
        return false;
    }

    /// <summary>The guest writes.</summary>
    /// <returns>False where nothing answers.</returns>
    public bool Write(ulong address, ReadOnlySpan<byte> data)
    {
        if (TryFind(address, data.Length, out ulong offset) is { } device)
        {
            device.Write(offset, data);
            return true;
        }

        Interlocked.Increment(ref _unclaimed);
        return false;
    }

    // An access that begins in a device's range and ends beyond it is nobody's.
    private IMmioDevice? TryFind(ulong address, int lengthBytes, out ulong offset)
    {
        int low = 0;
        int high = _devices.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            (MemoryRange range, IMmioDevice device) = _devices[middle];
            if (address < range.Start)
            {
                high = middle - 1;
            }
            else if (address - range.Start >= range.LengthBytes)
            {
                low = middle + 1;
            }
            else
            {
                offset = address - range.Start;
                return range.Contains(address, (ulong)lengthBytes) ? device : null;
            }
        }

        offset = 0;
        return null;
    }
}
