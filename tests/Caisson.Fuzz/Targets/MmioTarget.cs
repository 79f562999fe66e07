using System.Buffers.Binary;
using Caisson.Virtio;
using Caisson.Virtio.Devices.Rng;
using Caisson.Virtio.Memory;
using Caisson.Virtio.Mmio;
using Caisson.Virtio.Uapi;

namespace Caisson.Fuzz.Targets;

/// <summary>
/// Registers of a device, read and written by a hostile driver. An input is a list of accesses of 7 bytes: what (a <c>w</c>
/// writes 32 bits, a <c>v</c> reads them), an offset of 16 bits and a value of 32. The memory has a ring with one request in
/// it at 0x1000.
/// </summary>
public sealed class MmioTarget : IFuzzTarget, IDisposable
{
    private const int AccessBytes = 7;
    private const int MaxAccesses = 256;
    private const ulong MemoryBytes = 64 << 10;

    private static readonly int[] Widths = [1, 2, 8, 4];

    private readonly GuestMemory _memory = GuestMemory.Create(MemoryBytes);

    public string Name => "mmio";

    // Beginnings of accesses: to the status, to QueueReady, to QueueNotify.
    public IReadOnlyList<string> Tokens =>
    [
        "wp\0\u0001\0\0\0", "wp\0\u0003\0\0\0", "wp\0\u000b\0\0\0", "wp\0\u000f\0\0\0", "wp\0\0\0\0\0",
        "wD\0\u0001\0\0\0", "wD\0\0\0\0\0", "wP\0\0\0\0\0",
    ];

    public void Dispose() => _memory.Dispose();

    public void Fuzz(ReadOnlySpan<byte> input)
    {
        _memory.GetSpan(0, (int)MemoryBytes).Clear();
        _memory.WriteUInt64(0x1000, 0x8000);
        _memory.WriteUInt32(0x1008, 64);
        _memory.WriteUInt16(0x100c, VirtioRing.VRING_DESC_F_WRITE);
        _memory.WriteUInt16(0x2002, 1);

        using var device = new RngDevice();
        using var transport = new MmioTransport(device, _memory);
        for (int at = 0; at + AccessBytes <= input.Length && at < MaxAccesses * AccessBytes; at += AccessBytes)
        {
            Access(transport, input.Slice(at, AccessBytes));
            Check(transport);
        }

        transport.Write(VirtioMmio.VIRTIO_MMIO_STATUS, [0, 0, 0, 0]);
        Expect.True(!device.IsActive && transport.Status == VirtioStatus.Reset, "a reset resets");
    }

    private static void Access(MmioTransport transport, ReadOnlySpan<byte> access)
    {
        ulong offset = BinaryPrimitives.ReadUInt16LittleEndian(access[1..]);
        Span<byte> data = stackalloc byte[8];
        access[3..].CopyTo(data);
        data = data[..Widths[(access[0] >> 1) & 3]];
        if ((access[0] & 1) != 0)
        {
            transport.Write(offset, data);
        }
        else
        {
            transport.Read(offset, data);
        }
    }

    private static void Check(MmioTransport transport)
    {
        VirtioStatus status = transport.Status;
        bool isRunning = status.HasFlag(VirtioStatus.VIRTIO_CONFIG_S_DRIVER_OK);
        Expect.True(transport.Device.IsActive == isRunning, "a device is active from DRIVER_OK to the reset");
        Expect.True(!isRunning || status.HasFlag(VirtioStatus.VIRTIO_CONFIG_S_FEATURES_OK), "features come before the driver");
        Expect.True(transport.Device.Failure is null or VirtioFaultException, "a device fails only because of its driver");
    }
}
