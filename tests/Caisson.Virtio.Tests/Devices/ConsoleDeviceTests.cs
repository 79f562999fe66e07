using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Virtio.Devices.Console;
using Caisson.Virtio.Tests.Support;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Tests.Devices;

/// <summary>A terminal (virtio 1.2 section 5.3).</summary>
public sealed class ConsoleDeviceTests : IDisposable
{
    private const int Receive = VirtioConsole.ReceiveQueue;
    private const int Transmit = VirtioConsole.TransmitQueue;

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private readonly Pipe _input = new(nonBlocking: true);
    private readonly Pipe _output = new(nonBlocking: true);
    private readonly DriverBench _bench;

    public ConsoleDeviceTests() =>
        _bench = new DriverBench(new ConsoleDevice(_input.Reader, _output.Writer, new ConsoleSize(80, 25)));

    public void Dispose()
    {
        _bench.Dispose();
        _input.Dispose();
        _output.Dispose();
    }

    [Fact]
    public void Transmit_WhatTheGuestWrites_GoesOut()
    {
        _bench.Start();

        Assert.Equal(0u, _bench.Request(Transmit, _bench.Readable("hello "u8), _bench.Readable("world"u8)));

        Assert.Equal("hello world", ReadOutput(11));
    }

    [Fact]
    public void Transmit_OutputIsFull_WaitsUntilThereIsRoom()
    {
        _output.SetCapacity(4096);
        _bench.Start();
        byte[] text = new byte[64 << 10];
        new Random(1).NextBytes(text);
        _bench.Queue(Transmit).Add(_bench.Readable(text));
        _bench.Queue(Transmit).Add(_bench.Readable("end"u8));
        _bench.Kick(Transmit);

        byte[] read = new byte[text.Length + 3];
        for (int at = 0; at < read.Length;)
        {
            Assert.True(Poll.WaitReadable(_output.Reader, Long));
            if (at < text.Length - 8192)
            {
                // What has not gone out has not been given back.
                Assert.Equal(0, _bench.Queue(Transmit).UsedIndex);
            }

            at += _output.Reader.Read(read.AsSpan(at));
        }

        Assert.Equal(text.Concat("end"u8.ToArray()), read);
        _bench.WaitUsed(Transmit, out _);
        _bench.WaitUsed(Transmit, out _);
    }

    [Fact]
    public void Transmit_NobodyReadsAnyMore_DoesNotHoldTheGuestUp()
    {
        _bench.Start();
        _output.Reader.Dispose();

        _bench.Request(Transmit, _bench.Readable("lost"u8));
        _bench.Request(Transmit, _bench.Readable("as well"u8));
    }

    [Fact]
    public void Receive_InputBeforeAndAfterTheBuffer_ComesInOrder()
    {
        _bench.Start();
        _input.Writer.WriteAll("one"u8);
        DriverBuffer first = _bench.Writable(16);
        Assert.Equal(3u, _bench.Request(Receive, first));
        DriverBuffer second = _bench.Writable(16);
        _bench.Queue(Receive).Add(second);
        _bench.Kick(Receive);

        _input.Writer.WriteAll("two"u8);

        Assert.Equal(3u, _bench.WaitUsed(Receive, out _));
        Assert.Equal("one", Encoding.ASCII.GetString(_bench.Contents(first).AsSpan(0, 3)));
        Assert.Equal("two", Encoding.ASCII.GetString(_bench.Contents(second).AsSpan(0, 3)));
    }

    [Fact]
    public void Receive_GuestHasNoBuffer_LeavesTheInputUnread()
    {
        _bench.Start();
        _input.Writer.WriteAll("12345678"u8);
        DriverBuffer first = _bench.Writable(3);
        Assert.Equal(3u, _bench.Request(Receive, first));

        // The other queue's answer comes after the worker has looked at both.
        _bench.Request(Transmit, _bench.Readable("x"u8));
        Assert.True(Poll.WaitReadable(_input.Reader, TimeSpan.Zero));

        DriverBuffer second = _bench.Writable(16);
        Assert.Equal(5u, _bench.Request(Receive, second));
        Assert.Equal("123", Encoding.ASCII.GetString(_bench.Contents(first)));
        Assert.Equal("45678", Encoding.ASCII.GetString(_bench.Contents(second).AsSpan(0, 5)));
    }

    [Fact]
    public void Receive_InputEnds_IsNoErrorAndOutputGoesOn()
    {
        _bench.Start();
        _bench.Queue(Receive).Add(_bench.Writable(16));
        _bench.Kick(Receive);

        _input.Writer.Dispose();

        _bench.Request(Transmit, _bench.Readable("still here"u8));
        Assert.Equal("still here", ReadOutput(10));
        Assert.Equal(0, _bench.Queue(Receive).UsedIndex);
    }

    [Fact]
    public void Reset_WithInputAndOutputPending_BeginsAnew()
    {
        _output.SetCapacity(4096);
        _bench.Start();
        _bench.Queue(Receive).Add(_bench.Writable(16));
        _bench.Kick(Receive);
        _bench.Queue(Transmit).Add(_bench.Readable(new byte[8192]));
        _bench.Kick(Transmit);
        Assert.True(Poll.WaitReadable(_output.Reader, Long));

        _bench.Start();

        ReadOutput(4096);
        _input.Writer.WriteAll("new"u8);
        Assert.Equal(3u, _bench.Request(Receive, _bench.Writable(16)));
        _bench.Request(Transmit, _bench.Readable("new"u8));
        Assert.EndsWith("new", ReadOutput(3));
    }

    [Fact]
    public void Queue_OneMadeUnready_TheOtherGoesOn()
    {
        _bench.Start();
        _bench.Queue(Receive).Add(_bench.Writable(16));
        _bench.Kick(Receive);
        _bench.Request(Transmit, _bench.Readable("one"u8));

        _bench.Transport.Set(VirtioMmio.VIRTIO_MMIO_QUEUE_SEL, Receive);
        _bench.Transport.Set(VirtioMmio.VIRTIO_MMIO_QUEUE_READY, 0);
        _input.Writer.WriteAll("unread"u8);

        _bench.Request(Transmit, _bench.Readable("two"u8));
        Assert.Equal("onetwo", ReadOutput(6));
        Assert.Equal(0, _bench.Queue(Receive).UsedIndex);
        Assert.True(Poll.WaitReadable(_input.Reader, TimeSpan.Zero));
    }

    [Fact]
    public void Buffers_OfTheWrongDirection_StopTheDevice()
    {
        _bench.Start();
        _bench.Queue(Receive).Add(_bench.Readable("x"u8));
        _bench.Kick(Receive);
        Assert.Equal(VirtioFault.WrongDirection, _bench.WaitFault());

        _bench.Start();
        _bench.Queue(Transmit).Add(_bench.Writable(1));
        _bench.Kick(Transmit);
        Assert.Equal(VirtioFault.WrongDirection, _bench.WaitFault());
    }

    [Fact]
    public void Device_WithoutInputAndOutput_TakesWhatIsWritten()
    {
        using var bench = new DriverBench(new ConsoleDevice(null, null, default));
        bench.Start();
        bench.Queue(Receive).Add(bench.Writable(16));
        bench.Kick(Receive);

        Assert.Equal(0u, bench.Request(Transmit, bench.Readable("nowhere"u8)));
    }

    private string ReadOutput(int length)
    {
        byte[] read = new byte[length];
        for (int at = 0; at < length;)
        {
            Assert.True(Poll.WaitReadable(_output.Reader, Long));
            at += _output.Reader.Read(read.AsSpan(at));
        }

        return Encoding.ASCII.GetString(read);
    }
}
