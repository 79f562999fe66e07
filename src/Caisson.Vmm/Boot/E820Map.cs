namespace Caisson.Vmm.Boot;

/// <summary>What a range of addresses is: ACPI 6.3, table 15-374.</summary>
internal enum E820Type : uint
{
    Ram = 1,
    Reserved = 2,
}

/// <summary>An entry of the memory map.</summary>
internal readonly record struct E820Entry(MemoryRange Range, E820Type Type);

/// <summary>The memory map that the kernel is given, as a PC's firmware would give it.</summary>
internal static class E820Map
{
    /// <summary>Makes it.</summary>
    /// <param name="memory">The guest's memory; the first range reaches beyond 1 MiB.</param>
    internal static List<E820Entry> Build(IReadOnlyList<MemoryRange> memory)
    {
        List<E820Entry> entries =
        [
            new(MemoryRange.FromTo(0, MachineLayout.LowMemoryEnd), E820Type.Ram),
            new(MemoryRange.FromTo(MachineLayout.LowMemoryEnd, MachineLayout.HighMemoryStart), E820Type.Reserved),
            new(MemoryRange.FromTo(MachineLayout.HighMemoryStart, memory[0].End), E820Type.Ram),
        ];
        foreach (MemoryRange range in memory.Skip(1))
        {
            entries.Add(new E820Entry(range, E820Type.Ram));
        }

        return entries;
    }
}
