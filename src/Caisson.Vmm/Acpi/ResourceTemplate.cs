using System.Buffers.Binary;

namespace Caisson.Vmm.Acpi;

/// <summary>Descriptors of what a device uses: ACPI 6.3, section 6.4.</summary>
internal sealed class ResourceTemplate
{
    private const byte IoPortDescriptor = 0x47;
    private const byte Memory32FixedDescriptor = 0x86;
    private const byte ExtendedInterruptDescriptor = 0x89;

    /// <summary>The end tag; the checksum behind it is zero, which means that there is none.</summary>
    private static ReadOnlySpan<byte> EndTag => [0x79, 0x00];

    private readonly List<byte> _bytes = [];

    /// <summary>The descriptors with the end tag.</summary>
    internal byte[] ToArray() => [.. _bytes, .. EndTag];

    /// <summary>Ports, all 16 bits of which are decoded (6.4.2.5).</summary>
    internal void Ports(ushort first, byte count)
    {
        const byte Decode16 = 1;
        const byte Alignment = 1;
        Span<byte> descriptor = [IoPortDescriptor, Decode16, 0, 0, 0, 0, Alignment, count];
        BinaryPrimitives.WriteUInt16LittleEndian(descriptor[2..], first);
        BinaryPrimitives.WriteUInt16LittleEndian(descriptor[4..], first);
        _bytes.AddRange(descriptor);
    }

    /// <summary>Registers in memory, for reading and writing (6.4.3.4).</summary>
    internal void Memory(uint address, uint lengthBytes)
    {
        const byte ReadWrite = 1;
        Span<byte> descriptor = stackalloc byte[12];
        descriptor.Clear();
        descriptor[0] = Memory32FixedDescriptor;
        descriptor[1] = (byte)(descriptor.Length - 3);
        descriptor[3] = ReadWrite;
        BinaryPrimitives.WriteUInt32LittleEndian(descriptor[4..], address);
        BinaryPrimitives.WriteUInt32LittleEndian(descriptor[8..], lengthBytes);
        _bytes.AddRange(descriptor);
    }

    /// <summary>An interrupt of the device's own, edge-triggered and active high (6.4.3.6).</summary>
    internal void Interrupt(uint number)
    {
        const byte Consumer = 1 << 0;
        const byte EdgeTriggered = 1 << 1;
        const byte OneInterrupt = 1;
        Span<byte> descriptor = stackalloc byte[9];
        descriptor.Clear();
        descriptor[0] = ExtendedInterruptDescriptor;
        descriptor[1] = (byte)(descriptor.Length - 3);
        descriptor[3] = Consumer | EdgeTriggered;
        descriptor[4] = OneInterrupt;
        BinaryPrimitives.WriteUInt32LittleEndian(descriptor[5..], number);
        _bytes.AddRange(descriptor);
    }
}
