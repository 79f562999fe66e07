namespace Caisson.Linux.Kvm;

/// <summary>KVM_EXIT_MMIO: the guest reads or writes where it has no memory.</summary>
/// <remarks>Valid until the processor runs again.</remarks>
public readonly ref struct KvmMmioExit
{
    internal KvmMmioExit(bool isWrite, ulong address, Span<byte> data)
    {
        IsWrite = isWrite;
        Address = address;
        Data = data;
    }

    /// <summary>Whether the guest writes.</summary>
    public bool IsWrite { get; }

    /// <summary>The guest-physical address.</summary>
    public ulong Address { get; }

    /// <summary>What is written, or where to put what is read: 1 to 8 bytes.</summary>
    public Span<byte> Data { get; }
}
