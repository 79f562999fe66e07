using System.Buffers.Binary;

namespace Caisson.Vmm.Boot;

/// <summary>
/// A kernel as an ELF executable (vmlinux): ELF-64, System V ABI, AMD64 supplement. It is entered by PVH where a note says
/// where (XEN_ELFNOTE_PHYS32_ENTRY), else by the 64-bit protocol.
/// </summary>
internal static class ElfKernel
{
    private const int HeaderBytes = 64;
    private const int ProgramHeaderBytes = 56;

    // vmlinux has five or six; a core dump, which is no kernel, may have thousands.
    private const int MostProgramHeaders = 64;

    // All notes of vmlinux together are some hundreds of bytes.
    private const ulong MostNoteBytes = 0x1_0000;

    private const byte ELFCLASS64 = 2;
    private const byte ELFDATA2LSB = 1;
    private const ushort ET_EXEC = 2;
    private const ushort EM_X86_64 = 62;
    private const uint PT_LOAD = 1;
    private const uint PT_NOTE = 4;

    /// <summary><c>xen/interface/elfnote.h</c>: the physical address of the entry in 32-bit mode.</summary>
    private const uint XEN_ELFNOTE_PHYS32_ENTRY = 18;

    private static ReadOnlySpan<byte> Magic => "\u007fELF"u8;

    private static ReadOnlySpan<byte> XenNoteName => "Xen\0"u8;

    /// <summary>Whether a file may be one, by its magic number.</summary>
    internal static bool IsOne(BootFile file)
    {
        Span<byte> magic = stackalloc byte[4];
        if (file.LengthBytes < HeaderBytes)
        {
            return false;
        }

        file.Read(0, magic);
        return magic.SequenceEqual(Magic);
    }

    /// <summary>Lays the segments into memory.</summary>
    /// <exception cref="VmmException">
    /// The headers contradict the file or each other, or the machine has too little memory.
    /// </exception>
    internal static LoadedKernel Load(BootFile file, IGuestRam ram)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        file.Read(0, header);
        CheckHeader(file, header);
        var segments = new List<Segment>();
        ulong? pvhEntry = null;
        foreach (Segment segment in ReadProgramHeaders(file, header))
        {
            if (segment.Type == PT_LOAD && segment.MemoryBytes > 0)
            {
                CheckSegment(file, segment, segments, ram.Ranges[0].End);
                segments.Add(segment);
            }
            else if (segment.Type == PT_NOTE)
            {
                pvhEntry ??= FindPvhEntry(file, segment);
            }
        }

        ulong entry = pvhEntry ?? BinaryPrimitives.ReadUInt64LittleEndian(header[24..]);
        if (!segments.Exists(s => s.Range.Contains(entry, 1)))
        {
            throw Fault(file, $"entry point 0x{entry:x} is in none of its {segments.Count} segments");
        }

        foreach (Segment segment in segments)
        {
            Span<byte> memory = ram.GetSpan(segment.Range.Start, (int)segment.MemoryBytes);
            file.Read(segment.Offset, memory[..(int)segment.FileBytes]);
            memory[(int)segment.FileBytes..].Clear();
        }

        var range = MemoryRange.FromTo(segments.Min(s => s.Range.Start), segments.Max(s => s.Range.End));
        return new LoadedKernel(pvhEntry is null ? BootProtocol.Linux64 : BootProtocol.Pvh, entry, range);
    }

    private static void CheckHeader(BootFile file, ReadOnlySpan<byte> header)
    {
        if (header[4] != ELFCLASS64 || header[5] != ELFDATA2LSB)
        {
            throw Fault(file, $"ELF class {header[4]}, data {header[5]}: a 64-bit little-endian kernel is needed");
        }

        ushort type = BinaryPrimitives.ReadUInt16LittleEndian(header[16..]);
        ushort machine = BinaryPrimitives.ReadUInt16LittleEndian(header[18..]);
        if (type != ET_EXEC || machine != EM_X86_64)
        {
            throw Fault(file, $"ELF type {type}, machine {machine}: an executable (2) for x86-64 (62) is needed");
        }

        ushort size = BinaryPrimitives.ReadUInt16LittleEndian(header[54..]);
        ushort count = BinaryPrimitives.ReadUInt16LittleEndian(header[56..]);
        if (size != ProgramHeaderBytes || count is 0 or > MostProgramHeaders)
        {
            throw Fault(
                file,
                $"{count} ELF program headers of {size} bytes: 1 to {MostProgramHeaders} of {ProgramHeaderBytes} are expected");
        }
    }

    private static List<Segment> ReadProgramHeaders(BootFile file, ReadOnlySpan<byte> header)
    {
        int count = BinaryPrimitives.ReadUInt16LittleEndian(header[56..]);
        byte[] table = new byte[count * ProgramHeaderBytes];
        file.Read(BinaryPrimitives.ReadUInt64LittleEndian(header[32..]), table);
        var segments = new List<Segment>(count);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = table.AsSpan(i * ProgramHeaderBytes, ProgramHeaderBytes);
            segments.Add(new Segment(
                BinaryPrimitives.ReadUInt32LittleEndian(entry),
                BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]),
                BinaryPrimitives.ReadUInt64LittleEndian(entry[24..]),
                BinaryPrimitives.ReadUInt64LittleEndian(entry[32..]),
                BinaryPrimitives.ReadUInt64LittleEndian(entry[40..])));
        }

        return segments;
    }

    private static void CheckSegment(BootFile file, Segment segment, List<Segment> others, ulong lowEnd)
    {
        if (segment.FileBytes > segment.MemoryBytes ||
            !new MemoryRange(0, (ulong)file.LengthBytes).Contains(segment.Offset, segment.FileBytes))
        {
            throw Fault(
                file,
                $"segment of 0x{segment.FileBytes:x} bytes at 0x{segment.Offset:x} for 0x{segment.MemoryBytes:x} bytes of memory, "
                + $"in a file of 0x{file.LengthBytes:x}");
        }

        var usable = MemoryRange.FromTo(MachineLayout.HighMemoryStart, Math.Max(lowEnd, MachineLayout.HighMemoryStart));
        if (!usable.Contains(segment.Address, segment.MemoryBytes) || segment.MemoryBytes > int.MaxValue)
        {
            throw Fault(
                file,
                $"segment needs 0x{segment.MemoryBytes:x} bytes at 0x{segment.Address:x}, where memory is {usable} for a kernel");
        }

        if (others.Exists(o => o.Range.Overlaps(segment.Range)))
        {
            throw Fault(file, $"segment at {segment.Range} overlaps another");
        }
    }

    // Notes: namesz, descsz, type, the name and the descriptor, each filled up to four bytes.
    private static ulong? FindPvhEntry(BootFile file, Segment segment)
    {
        if (segment.FileBytes > MostNoteBytes)
        {
            throw Fault(file, $"ELF notes of 0x{segment.FileBytes:x} bytes, at most 0x{MostNoteBytes:x} are expected");
        }

        byte[] notes = new byte[segment.FileBytes];
        file.Read(segment.Offset, notes);
        const int NoteHeaderBytes = 12;
        for (ulong at = 0; at + NoteHeaderBytes <= (ulong)notes.Length;)
        {
            ReadOnlySpan<byte> note = notes.AsSpan((int)at);
            ulong nameBytes = BinaryPrimitives.ReadUInt32LittleEndian(note);
            ulong descriptorBytes = BinaryPrimitives.ReadUInt32LittleEndian(note[4..]);
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(note[8..]);
            ulong descriptorAt = NoteHeaderBytes + AlignUp(nameBytes);
            if (descriptorAt + descriptorBytes > (ulong)note.Length)
            {
                throw Fault(file, $"ELF note at 0x{segment.Offset + at:x} reaches beyond its segment");
            }

            ReadOnlySpan<byte> name = note.Slice(NoteHeaderBytes, (int)nameBytes);
            ReadOnlySpan<byte> descriptor = note.Slice((int)descriptorAt, (int)descriptorBytes);
            if (type == XEN_ELFNOTE_PHYS32_ENTRY && name.SequenceEqual(XenNoteName))
            {
                return ReadEntry(file, descriptor);
            }

            at += descriptorAt + AlignUp(descriptorBytes);
        }

        return null;
    }

    // Linux writes an address of its word size; the processor enters in 32-bit mode.
    private static ulong ReadEntry(BootFile file, ReadOnlySpan<byte> descriptor)
    {
        ulong entry = descriptor.Length switch
        {
            sizeof(uint) => BinaryPrimitives.ReadUInt32LittleEndian(descriptor),
            sizeof(ulong) => BinaryPrimitives.ReadUInt64LittleEndian(descriptor),
            _ => throw Fault(file, $"XEN_ELFNOTE_PHYS32_ENTRY of {descriptor.Length} bytes, 4 or 8 are expected"),
        };
        return entry <= uint.MaxValue
            ? entry
            : throw Fault(file, $"XEN_ELFNOTE_PHYS32_ENTRY 0x{entry:x} is above 4 GiB");
    }

    private static ulong AlignUp(ulong length) => (length + 3) & ~3UL;

    private static VmmException Fault(BootFile file, string what) => new($"{file.Name}: {what}");

    /// <summary>A program header, as far as it matters: what it is, where in the file, where in memory.</summary>
    private readonly record struct Segment(uint Type, ulong Offset, ulong Address, ulong FileBytes, ulong MemoryBytes)
    {
        // Only of those that have been checked.
        internal MemoryRange Range => new(Address, MemoryBytes);
    }
}
