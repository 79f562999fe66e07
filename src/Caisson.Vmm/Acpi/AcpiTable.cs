using System.Buffers.Binary;

namespace Caisson.Vmm.Acpi;

/// <summary>A table with the header that all but the RSDP have: ACPI 6.3, section 5.2.6.</summary>
internal static class AcpiTable
{
    /// <summary>The header's size.</summary>
    internal const int HeaderBytes = 36;

    private const int LengthOffset = 4;
    private const int RevisionOffset = 8;
    private const int ChecksumOffset = 9;
    private const int OemIdOffset = 10;
    private const int OemTableIdOffset = 16;
    private const int OemRevisionOffset = 24;
    private const int CreatorIdOffset = 28;
    private const int CreatorRevisionOffset = 32;
    private const uint OwnRevision = 1;

    /// <summary>Whose tables these are, six characters.</summary>
    internal static ReadOnlySpan<byte> OemId => "CAISSN"u8;

    private static ReadOnlySpan<byte> OemTableId => "CAISSVMM"u8;

    private static ReadOnlySpan<byte> CreatorId => "CSSN"u8;

    /// <summary>Puts a header before a body.</summary>
    /// <param name="signature">Four characters.</param>
    /// <param name="revision">The table's revision.</param>
    /// <param name="body">What follows the header.</param>
    /// <returns>The table, whose bytes add up to zero.</returns>
    internal static byte[] Create(ReadOnlySpan<byte> signature, byte revision, ReadOnlySpan<byte> body)
    {
        byte[] table = new byte[HeaderBytes + body.Length];
        Span<byte> header = table;
        signature.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[LengthOffset..], table.Length);
        header[RevisionOffset] = revision;
        OemId.CopyTo(header[OemIdOffset..]);
        OemTableId.CopyTo(header[OemTableIdOffset..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[OemRevisionOffset..], OwnRevision);
        CreatorId.CopyTo(header[CreatorIdOffset..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[CreatorRevisionOffset..], OwnRevision);
        body.CopyTo(header[HeaderBytes..]);
        header[ChecksumOffset] = ChecksumOf(table);
        return table;
    }

    /// <summary>The byte that makes the sum of bytes, of which it is one and zero until then, zero.</summary>
    internal static byte ChecksumOf(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (byte b in bytes)
        {
            sum = unchecked((byte)(sum + b));
        }

        return unchecked((byte)-sum);
    }
}
