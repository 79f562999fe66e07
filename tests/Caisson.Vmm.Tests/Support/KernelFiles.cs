namespace Caisson.Vmm.Tests.Support;

/// <summary>Kernels as small as the formats allow, for tests to spoil.</summary>
internal static class KernelFiles
{
    internal const ulong PreferredAddress = 0x100_0000;
    internal const uint InitSize = 0x20_0000;
    internal const int CodeOffset = 2 * 512;
    internal const int CodeBytes = 0x1000;
    internal const ulong ElfAddress = 0x20_0000;
    internal const int SegmentOffset = 0x1000;
    internal const int SegmentFileBytes = 0x100;
    internal const int SegmentMemoryBytes = 0x3000;
    internal const int NoteOffset = 0x800;
    internal const int ProgramHeaders = 64;
    internal const int ProgramHeaderBytes = 56;

    /// <summary>A bzImage of protocol 2.15, as Linux 6.1 makes them.</summary>
    internal static byte[] BzImage()
    {
        byte[] file = new byte[CodeOffset + CodeBytes];
        file[0x1F1] = 1;
        file.Put32(0x1F4, CodeBytes / 16);
        file.Put16(0x1FE, 0xAA55);
        file[0x200] = 0xEB;
        file[0x201] = 0x6A;
        "HdrS"u8.CopyTo(file.AsSpan(0x202));
        file.Put16(0x206, 0x020F);
        file[0x211] = 0x81;
        file.Put32(0x22C, 0x7FFF_FFFF);
        file.Put32(0x230, 0x20_0000);
        file[0x234] = 1;
        file.Put16(0x236, 0x7F);
        file.Put32(0x238, 2047);
        file.Put64(0x250, 0x1234_5678);
        file.Put64(0x258, PreferredAddress);
        file.Put32(0x260, InitSize);
        file.AsSpan(CodeOffset).Fill(0x90);
        return file;
    }

    /// <summary>A vmlinux of one segment and, if wanted, a note with the PVH entry.</summary>
    internal static byte[] Elf(bool pvh = true)
    {
        byte[] file = new byte[SegmentOffset + SegmentFileBytes];
        "\u007fELF"u8.CopyTo(file);
        file[4] = 2;
        file[5] = 1;
        file[6] = 1;
        file.Put16(16, 2);
        file.Put16(18, 62);
        file.Put64(24, ElfAddress + 0x10);
        file.Put64(32, ProgramHeaders);
        file.Put16(54, ProgramHeaderBytes);
        file.Put16(56, (ushort)(pvh ? 2 : 1));
        PutProgramHeader(file, 0, 1, SegmentOffset, ElfAddress, SegmentFileBytes, SegmentMemoryBytes);
        if (pvh)
        {
            byte[] note = new byte[24];
            note.Put32(0, 4);
            note.Put32(4, 8);
            note.Put32(8, 18);
            "Xen\0"u8.CopyTo(note.AsSpan(12));
            note.Put64(16, ElfAddress + 0x20);
            note.CopyTo(file.AsSpan(NoteOffset));
            PutProgramHeader(file, 1, 4, NoteOffset, 0, (ulong)note.Length, (ulong)note.Length);
        }

        file.AsSpan(SegmentOffset).Fill(0x90);
        return file;
    }

    internal static void PutProgramHeader(
        byte[] file, int index, uint type, ulong offset, ulong address, ulong fileBytes, ulong memoryBytes)
    {
        int at = ProgramHeaders + (index * ProgramHeaderBytes);
        file.Put32(at, type);
        file.Put64(at + 8, offset);
        file.Put64(at + 24, address);
        file.Put64(at + 32, fileBytes);
        file.Put64(at + 40, memoryBytes);
    }
}
