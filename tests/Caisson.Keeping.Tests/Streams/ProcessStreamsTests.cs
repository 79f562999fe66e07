using System.Text;
using Caisson.Keeping.Protocol;
using Caisson.Keeping.Server;
using Caisson.Keeping.Streams;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Sockets;
using Caisson.Linux.Uapi;

namespace Caisson.Keeping.Tests.Streams;

public sealed class ProcessStreamsTests : IDisposable
{
    private const StreamWish Everything = StreamWish.Input | StreamWish.Output | StreamWish.Errors;

    private readonly EventLoop _loop = new();
    private readonly Pipe _input = new(nonBlocking: true);
    private readonly Pipe _output = new();
    private readonly Pipe _errors = new();

    public void Dispose()
    {
        _loop.Dispose();
        _input.Dispose();
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public void Output_OfBothStreams_IsFramed()
    {
        ProcessStreams streams = Make(StreamSettings.None);
        using UnixSocket client = Attach(streams, Everything);
        _output.Writer.WriteAll("out"u8);
        Settle();
        _errors.Writer.WriteAll("err"u8);
        Settle();

        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 3, .. "out"u8, 2, 0, 0, 0, 0, 0, 0, 3, .. "err"u8], Read(client));
    }

    [Fact]
    public void Output_ClientThatWantsErrorsAlone_GetsThose()
    {
        ProcessStreams streams = Make(StreamSettings.None);
        using UnixSocket client = Attach(streams, StreamWish.Errors);
        _output.Writer.WriteAll("out"u8);
        _errors.Writer.WriteAll("err"u8);
        Settle();

        Assert.Equal([2, 0, 0, 0, 0, 0, 0, 3, .. "err"u8], Read(client));
    }

    [Fact]
    public void Input_ClientEndsItsSide_EndsInputAndOutputGoesOn()
    {
        ProcessStreams streams = Make(StreamSettings.Input | StreamSettings.InputOnce);
        using UnixSocket client = Attach(streams, Everything);
        client.WriteAll("typed"u8);
        client.Shutdown(SocketShutdown.SHUT_WR);
        Settle();
        byte[] read = new byte[16];

        Assert.Equal("typed", Encoding.ASCII.GetString(read, 0, _input.Reader.Read(read)));
        Assert.Equal(0, _input.Reader.Read(read));
        _output.Writer.WriteAll("late"u8);
        Settle();
        Assert.Equal("late", Encoding.ASCII.GetString(Read(client)[8..]));
    }

    [Fact]
    public void Input_StaysOpen_ClientThatEndsItsSideIsLetGo()
    {
        ProcessStreams streams = Make(StreamSettings.Input);
        using UnixSocket client = Attach(streams, Everything);
        client.Shutdown(SocketShutdown.SHUT_WR);
        Settle();

        Assert.Empty(ReadToEnd(client));
        Assert.False(_input.Reader.TryRead(new byte[1], out _));
    }

    [Fact]
    public void Input_ClientIsGone_EndsInput()
    {
        ProcessStreams streams = Make(StreamSettings.Input | StreamSettings.InputOnce);
        UnixSocket client = Attach(streams, Everything);
        client.WriteAll("x"u8);
        client.Dispose();
        Settle();
        byte[] read = new byte[16];

        Assert.Equal(1, _input.Reader.Read(read));
        Assert.Equal(0, _input.Reader.Read(read));
    }

    [Fact]
    public void Input_ProcessDoesNotRead_ClientWaitsAndNothingIsLost()
    {
        ProcessStreams streams = Make(StreamSettings.Input | StreamSettings.InputOnce);
        using UnixSocket client = Attach(streams, Everything);
        client.SetNonBlocking(true);
        byte[] chunk = new byte[8192];
        long sent = Fill(client, chunk);

        client.Shutdown(SocketShutdown.SHUT_WR);
        long received = 0;
        byte[] buffer = new byte[65536];
        while (true)
        {
            if (!_input.Reader.TryRead(buffer, out int count))
            {
                Settle();
                continue;
            }

            if (count == 0)
            {
                break;
            }

            received += count;
        }

        Assert.InRange(sent, 1, 2 << 20);
        Assert.Equal(sent, received);
    }

    [Fact]
    public void Output_ClientDoesNotRead_StopsReadingAndGoesOnLater()
    {
        ProcessStreams streams = Make(StreamSettings.None);
        using UnixSocket client = Attach(streams, Everything);
        _output.Writer.SetNonBlocking(true);
        byte[] chunk = new byte[8192];
        long written = Fill(_output.Writer, chunk);

        Assert.InRange(written, KeeperLimits.ClientBytes, 4 << 20);
        _output.Writer.Dispose();
        _errors.Writer.Dispose();
        long payload = 0;
        client.SetNonBlocking(true);
        var all = new MemoryStream();
        byte[] buffer = new byte[65536];
        while (client.TryRead(buffer, out int count) || Step())
        {
            all.Write(buffer, 0, count);
        }

        byte[] framed = all.ToArray();
        for (int at = 0; at < framed.Length;)
        {
            int length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(framed.AsSpan(at + 4));
            payload += length;
            at += 8 + length;
        }

        Assert.Equal(written, payload);
    }

    [Fact]
    public void Output_SlowClientIsGone_IsReadAgain()
    {
        ProcessStreams streams = Make(StreamSettings.None);
        UnixSocket client = Attach(streams, Everything);
        _output.Writer.SetNonBlocking(true);
        Fill(_output.Writer, new byte[8192]);

        Assert.True(streams.IsBlocked);
        client.Dispose();
        Settle();

        Assert.False(streams.IsBlocked);
        Assert.True(_output.Writer.TryWrite(new byte[1], out _));
    }

    [Fact]
    public void Finish_OutputInPipe_ReachesClientBeforeTheEnd()
    {
        ProcessStreams streams = Make(StreamSettings.None);
        using UnixSocket client = Attach(streams, Everything);
        _output.Writer.WriteAll("last"u8);

        streams.Finish(othersMayWrite: false);
        Settle();

        Assert.Equal("last", Encoding.ASCII.GetString(ReadToEnd(client)[8..]));
    }

    [Fact]
    public void Finish_OthersMayWrite_ReadsOnForThem()
    {
        ProcessStreams streams = Make(StreamSettings.None);
        streams.Finish(othersMayWrite: true);
        _output.Writer.WriteAll("background"u8);
        Settle();

        Assert.False(Poll.WaitReadable(_output.Writer, TimeSpan.Zero));
    }

    [Fact]
    public void Attach_AfterTheEnd_IsClosedAtOnce()
    {
        ProcessStreams streams = Make(StreamSettings.None);
        streams.Finish(othersMayWrite: false);
        using UnixSocket client = Attach(streams, Everything);

        Assert.Empty(ReadToEnd(client));
    }

    private ProcessStreams Make(StreamSettings settings)
    {
        var streams = new ProcessStreams(_loop, new StreamBuffer(), settings, null, TimeProvider.System);
        bool hasInput = (settings & StreamSettings.Input) != 0;
        streams.Use(hasInput ? Take(_input.Writer) : null, Take(_output.Reader), Take(_errors.Reader));
        return streams;
    }

    private static UnixSocket Attach(ProcessStreams streams, StreamWish wish)
    {
        (UnixSocket ours, UnixSocket theirs) = UnixSocket.CreatePair();
        streams.Attach(theirs, wish);
        return ours;
    }

    private static FileDescriptor Take(FileDescriptor descriptor) => new(descriptor.Release());

    // A writer that is refused wakes the reader of a pipe none the less: only progress counts.
    private long Fill(FileDescriptor target, byte[] chunk)
    {
        long total = 0;
        while (true)
        {
            long before = total;
            while (target.TryWrite(chunk, out int count))
            {
                total += count;
            }

            if (total == before)
            {
                return total;
            }

            Settle();
        }
    }

    private bool Step() => _loop.Step(TimeSpan.Zero);

    private void Settle()
    {
        while (Step())
        {
        }
    }

    private static byte[] Read(UnixSocket client)
    {
        byte[] buffer = new byte[4096];
        return buffer[..client.Read(buffer)];
    }

    private static byte[] ReadToEnd(UnixSocket client)
    {
        var all = new MemoryStream();
        byte[] buffer = new byte[4096];
        try
        {
            while (client.Read(buffer) is var count and > 0)
            {
                all.Write(buffer, 0, count);
            }
        }
        catch (LinuxException e) when (e.Errno == Errno.ECONNRESET)
        {
            // The other side had not read all.
        }

        return all.ToArray();
    }
}
