using System.Buffers.Binary;

namespace Caisson.Images.Bootstrap;

/// <summary>What an executable says of itself; elf(5), the 64-bit little-endian form.</summary>
internal static class ElfFile
{
    private const int HeaderBytes = 64;
    private const int ProgramHeadersOffset = 32;
    private const int ProgramHeaderSizeOffset = 54;
    private const int ProgramHeaderCountOffset = 56;
    private const uint PT_INTERP = 3;

    /// <summary>Whether it runs without a loader and libraries.</summary>
    internal static bool IsStatic(ReadOnlySpan<byte> file)
    {
        // Class 2 is 64-bit, data 1 little-endian.
        if (file.Length < HeaderBytes || !file.StartsWith("\u007fELF\u0002\u0001"u8))
        {
            return false;
        }

        ulong start = BinaryPrimitives.ReadUInt64LittleEndian(file[ProgramHeadersOffset..]);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(file[ProgramHeaderSizeOffset..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(file[ProgramHeaderCountOffset..]);
        if (size < sizeof(uint) || start > (ulong)file.Length || (ulong)(size * count) > (ulong)file.Length - start)
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(file[((int)start + (i * size))..]) == PT_INTERP)
            {
                return false;
            }
        }

        return count > 0;
    }
}
