using System.Buffers.Binary;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Queues;

/// <summary>A descriptor as it was at one moment: <c>struct vring_desc</c>; virtio 1.2 section 2.7.5.</summary>
/// <param name="Address">The guest's address of a buffer, or of a table.</param>
/// <param name="LengthBytes">Its length.</param>
/// <param name="Flags">VRING_DESC_F_*.</param>
/// <param name="Next">The index of its successor, if the flags say that there is one.</param>
internal readonly record struct Descriptor(ulong Address, uint LengthBytes, ushort Flags, ushort Next)
{
    private const int LengthOffset = 8;
    private const int FlagsOffset = 12;
    private const int NextOffset = 14;

    internal bool HasNext => (Flags & VirtioRing.VRING_DESC_F_NEXT) != 0;

    internal bool IsWritable => (Flags & VirtioRing.VRING_DESC_F_WRITE) != 0;

    internal bool IsIndirect => (Flags & VirtioRing.VRING_DESC_F_INDIRECT) != 0;

    /// <summary>Copies a descriptor out of the guest's memory. Each field is read once; what counts is the copy.</summary>
    internal static Descriptor Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[LengthOffset..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[FlagsOffset..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[NextOffset..]));
}
