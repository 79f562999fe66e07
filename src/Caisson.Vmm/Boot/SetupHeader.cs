using System.Buffers.Binary;

namespace Caisson.Vmm.Boot;

/// <summary>
/// Offsets and constants of <c>struct setup_header</c> and <c>struct boot_params</c>: Documentation/arch/x86/boot.rst and
/// zero-page.rst, <c>asm/bootparam.h</c> (Linux 6.1). The header has the same offsets in the file and in the zero page.
/// </summary>
internal static class SetupHeader
{
    /// <summary>Where the header starts.</summary>
    internal const int Start = 0x1F1;

    /// <summary>Where it must have ended: <c>edd_mbr_sig_buffer</c> follows in the zero page.</summary>
    internal const int MaxEnd = 0x290;

    /// <summary>Where it ends at the earliest in protocol 2.12: behind handover_offset.</summary>
    internal const int MinEnd = 0x268;

    internal const int SetupSects = 0x1F1;
    internal const int SysSize = 0x1F4;
    internal const int VidMode = 0x1FA;
    internal const int BootFlag = 0x1FE;

    /// <summary>The second byte of the jump over the header: from 0x202 to the header's end.</summary>
    internal const int JumpDistance = 0x201;
    internal const int Header = 0x202;
    internal const int Version = 0x206;
    internal const int TypeOfLoader = 0x210;
    internal const int LoadFlags = 0x211;
    internal const int Code32Start = 0x214;
    internal const int RamdiskImage = 0x218;
    internal const int RamdiskSize = 0x21C;
    internal const int CmdLinePtr = 0x228;
    internal const int InitrdAddrMax = 0x22C;
    internal const int KernelAlignment = 0x230;
    internal const int RelocatableKernel = 0x234;
    internal const int XLoadFlags = 0x236;
    internal const int CmdLineSize = 0x238;
    internal const int SetupData = 0x250;
    internal const int PrefAddress = 0x258;
    internal const int InitSize = 0x260;

    internal const ushort BootFlagMagic = 0xAA55;

    /// <summary>"HdrS".</summary>
    internal const uint HeaderMagic = 0x5372_6448;

    /// <summary>Protocol 2.12, the first whose header says whether there is a 64-bit entry point (Linux 3.8).</summary>
    internal const ushort MinVersion = 0x020C;

    /// <summary>"Undefined": a loader without a number of its own.</summary>
    internal const byte LoaderUndefined = 0xFF;

    internal const byte LOADED_HIGH = 1 << 0;
    internal const byte CAN_USE_HEAP = 1 << 7;
    internal const ushort XLF_KERNEL_64 = 1 << 0;

    /// <summary>The 64-bit entry point, from the start of the protected-mode code.</summary>
    internal const ulong Entry64Offset = 0x200;

    /// <summary>What setup_sects is counted in.</summary>
    internal const int SectorBytes = 512;

    /// <summary>What setup_sects 0 stands for, for the sake of very old kernels.</summary>
    internal const int DefaultSetupSects = 4;

    /// <summary>What syssize is counted in.</summary>
    internal const ulong ParagraphBytes = 16;

    internal static ushort ReadUInt16(ReadOnlySpan<byte> page, int offset) =>
        BinaryPrimitives.ReadUInt16LittleEndian(page[offset..]);

    internal static uint ReadUInt32(ReadOnlySpan<byte> page, int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(page[offset..]);

    internal static ulong ReadUInt64(ReadOnlySpan<byte> page, int offset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(page[offset..]);
}
