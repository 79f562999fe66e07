using Caisson.Linux.Memory;
using Caisson.Virtio.Queues;
using Caisson.Virtio.Tests.Support;

namespace Caisson.Virtio.Tests.Queues;

public sealed class GuestBufferTests : IDisposable
{
    private readonly RingBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void TryRead_AcrossSegments_ReadsAllOrNothing()
    {
        _bench.Driver.Add(_bench.Readable(0, "abc"u8), _bench.Readable(0x10, "de"u8));
        ReadableBuffer buffer = _bench.Take().Readable;
        byte[] four = new byte[4];

        Assert.True(buffer.TryRead(four));
        Assert.Equal("abcd"u8.ToArray(), four);
        Assert.False(buffer.TryRead(new byte[2]));
        Assert.Equal((4L, 1L), (buffer.ConsumedBytes, buffer.RemainingBytes));
        Assert.Equal((byte)'e', Assert.Single(buffer.Next(100).ToArray()));
    }

    [Fact]
    public void Next_UntilTheEnd_IsSegmentBySegment()
    {
        _bench.Driver.Add(_bench.Readable(0, "abc"u8), _bench.Readable(0x10, "de"u8));
        ReadableBuffer buffer = _bench.Take().Readable;

        Assert.Equal("ab"u8.ToArray(), buffer.Next(2).ToArray());
        buffer.Skip(2);
        Assert.Equal("c"u8.ToArray(), buffer.Next(100).ToArray());
        buffer.Skip(2);
        Assert.Equal("e"u8.ToArray(), buffer.Next(100).ToArray());
        buffer.Skip(1);
        Assert.True(buffer.Next(100).IsEmpty);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Skip(1));
    }

    [Fact]
    public void TryWrite_MoreThanThereIsRoomFor_WritesNothing()
    {
        _bench.Driver.Add(RingBench.Writable(0, 2), RingBench.Writable(0x10, 2));
        WritableBuffer buffer = _bench.Take().Writable;

        Assert.False(buffer.TryWrite("12345"u8));
        Assert.Equal(0, buffer.ConsumedBytes);
        Assert.True(buffer.TryWrite("123"u8));
        buffer.WriteZeros(1);
        Assert.Equal("12"u8.ToArray(), _bench.Contents(0, 2));
        Assert.Equal("3\0"u8.ToArray(), _bench.Contents(0x10, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.WriteZeros(1));
    }

    [Fact]
    public void AddTo_FromTheMiddle_TakesWhatFits()
    {
        _bench.Driver.Add(RingBench.Writable(0, 10), RingBench.Writable(0x100, 10), RingBench.Writable(0x200, 10));
        WritableBuffer buffer = _bench.Take().Writable;
        buffer.Wrote(4);

        MappedPieces two = _bench.Memory.CreatePieces(2);
        Assert.Equal(16, buffer.AddTo(two, 100));
        Assert.True(two.IsFull);

        MappedPieces many = _bench.Memory.CreatePieces(8);
        Assert.Equal(8, buffer.AddTo(many, 8));
        Assert.Equal(26, buffer.RemainingBytes);
    }
}
