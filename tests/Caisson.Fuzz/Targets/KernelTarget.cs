using Caisson.Vmm;
using Caisson.Vmm.Boot;

namespace Caisson.Fuzz.Targets;

/// <summary>Kernels, which whoever starts a machine may bring: loaded into memory, or refused in one line.</summary>
public sealed class KernelTarget : IFuzzTarget
{
    private readonly ArrayRam _ram = new();

    public string Name => "kernel";

    public IReadOnlyList<string> Tokens =>
    [
        "HdrS", "\u007fELF", "Xen\0", "\0\0\0\0", "\u0001\0\0\0", "\0\u0010\0\0", "\0\0\u0020\0", "\0\0\0\u0080",
        "\u00ff\u00ff\u00ff\u00ff",
    ];

    public void Fuzz(ReadOnlySpan<byte> input)
    {
        LoadedKernel kernel;
        try
        {
            BootFile file = BootFile.FromMemory("kernel", input.ToArray());
            kernel = LinuxBoot.Load(_ram, file, file, "quiet", 0);
        }
        catch (VmmException e)
        {
            Expect.OneLine(e.Message);
            return;
        }

        var usable = MemoryRange.FromTo(MachineLayout.HighMemoryStart, _ram.Ranges[0].End);
        Expect.True(usable.Contains(kernel.Range.Start, kernel.Range.LengthBytes), "a kernel is where memory is for it");
        Expect.True(kernel.Range.Contains(kernel.EntryPoint, 1), "it is entered where it is");
    }

    private sealed class ArrayRam : IGuestRam
    {
        private readonly byte[] _bytes = new byte[24 << 20];

        public IReadOnlyList<MemoryRange> Ranges => [new(0, (ulong)_bytes.Length)];

        public Span<byte> GetSpan(ulong address, int lengthBytes) =>
            Ranges[0].Contains(address, (ulong)lengthBytes)
                ? _bytes.AsSpan((int)address, lengthBytes)
                : throw new InvalidOperationException("does not hold: addresses are checked before they are used");
    }
}
