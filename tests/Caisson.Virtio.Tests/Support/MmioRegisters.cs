using System.Buffers.Binary;
using Caisson.Virtio.Mmio;

namespace Caisson.Virtio.Tests.Support;

/// <summary>Registers, read and written as a processor does it.</summary>
internal static class MmioRegisters
{
    internal static uint Get(this MmioTransport transport, ulong offset)
    {
        Span<byte> data = stackalloc byte[4];
        transport.Read(offset, data);
        return BinaryPrimitives.ReadUInt32LittleEndian(data);
    }

    internal static void Set(this MmioTransport transport, ulong offset, uint value)
    {
        Span<byte> data = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(data, value);
        transport.Write(offset, data);
    }
}
