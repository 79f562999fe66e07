using System.Buffers.Binary;
using Caisson.Virtio;
using Caisson.Virtio.Memory;
using Caisson.Virtio.Queues;
using Caisson.Virtio.Uapi;

namespace Caisson.Fuzz.Targets;

/// <summary>
/// Rings of a hostile driver: an input says where they are, and is the guest's memory. Its first byte has the features, the
/// next the logarithm of the size, then come three addresses of 16 bits; from there on the rest is memory, from address 0 on.
/// </summary>
public sealed class RingTarget : IFuzzTarget, IDisposable
{
    private const int HeaderBytes = 8;
    private const int MemoryBytes = 64 << 10;
    private const int MaxSize = 256;

    private readonly GuestMemory _memory = GuestMemory.Create(MemoryBytes);

    public string Name => "ring";

    public void Dispose() => _memory.Dispose();

    public void Fuzz(ReadOnlySpan<byte> input)
    {
        if (input.Length < HeaderBytes)
        {
            return;
        }

        Span<byte> guest = _memory.GetSpan(0, MemoryBytes);
        guest.Clear();
        input[HeaderBytes..].CopyTo(guest);
        try
        {
            Serve(Make(input), input);
        }
        catch (VirtioFaultException e)
        {
            Expect.OneLine(e.Message);
        }
    }

    private static void Use(DescriptorChain chain)
    {
        long read = 0;
        for (ReadOnlySpan<byte> part = chain.Readable.Next(int.MaxValue); !part.IsEmpty; part = chain.Readable.Next(int.MaxValue))
        {
            read += part.Length;
            chain.Readable.Skip(part.Length);
        }

        Expect.True(read == chain.Readable.LengthBytes, "the readable part is as long as it says");
        Expect.True(chain.Readable.SegmentCount + chain.Writable.SegmentCount is > 0 and <= MaxSize, "a chain has an end");

        // Both ends of each segment: all bytes of all chains would be gigabytes.
        for (Span<byte> part = chain.Writable.Next(int.MaxValue); !part.IsEmpty; part = chain.Writable.Next(int.MaxValue))
        {
            part[0] = part[^1] = 0;
            chain.Writable.Wrote(part.Length);
        }

        Expect.True(chain.Writable.ConsumedBytes == chain.Writable.LengthBytes, "the writable part is as long as it says");
    }

    private VirtQueue Make(ReadOnlySpan<byte> input)
    {
        ulong features = ((input[0] & 1) != 0 ? VirtioFeature.VIRTIO_RING_F_EVENT_IDX : 0)
            | ((input[0] & 2) != 0 ? VirtioFeature.VIRTIO_RING_F_INDIRECT_DESC : 0);
        var layout = new QueueLayout(
            1u << (input[1] % 32),
            BinaryPrimitives.ReadUInt16LittleEndian(input[2..]),
            BinaryPrimitives.ReadUInt16LittleEndian(input[4..]),
            BinaryPrimitives.ReadUInt16LittleEndian(input[6..]));
        return new VirtQueue(_memory, layout, new QueueSetup(MaxSize, features, new QueueCounters(), () => { }));
    }

    private static void Serve(VirtQueue queue, ReadOnlySpan<byte> input)
    {
        // A device writes into the memory in which the rings are: what it has answered may become available anew, for ever.
        int left = 2 * MaxSize;
        int batch = 1 + (input[0] >> 4);
        var chain = new DescriptorChain();
        queue.DisableKicks();
        do
        {
            while (left-- > 0 && queue.TryTake(chain))
            {
                Expect.True(queue.InFlight == 1, "one chain is in flight");
                Use(chain);
                queue.Complete(chain);
                if (left % batch == 0)
                {
                    queue.Flush();
                }
            }

            queue.Flush();
        }
        while (left > 0 && queue.EnableKicks());
    }
}
