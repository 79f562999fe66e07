namespace Caisson.Linux.Kvm;

/// <summary>KVM_EXIT_IO: the guest reads or writes a port, once or (INS, OUTS with a prefix) several times.</summary>
/// <remarks>Valid until the processor runs again.</remarks>
public readonly ref struct KvmIoExit
{
    internal KvmIoExit(bool isWrite, ushort port, int sizeBytes, Span<byte> data)
    {
        IsWrite = isWrite;
        Port = port;
        SizeBytes = sizeBytes;
        Data = data;
    }

    /// <summary>Whether the guest writes.</summary>
    public bool IsWrite { get; }

    /// <summary>The port.</summary>
    public ushort Port { get; }

    /// <summary>The size of one access: 1, 2 or 4 bytes.</summary>
    public int SizeBytes { get; }

    /// <summary>What is written, or where to put what is read: one access after the other.</summary>
    public Span<byte> Data { get; }
}
