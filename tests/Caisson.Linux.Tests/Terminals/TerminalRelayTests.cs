using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Signals;
using Caisson.Linux.Terminals;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Terminals;

public sealed class TerminalRelayTests : IDisposable
{
    private readonly TerminalMaster _master = TerminalMaster.Open();
    private readonly Terminal _peer;
    private readonly Pipe _input = new();
    private readonly Pipe _output = new();
    private readonly EventFd _ended = new();
    private readonly byte[] _buffer = new byte[4096];
    private readonly StringBuilder _printed = new();
    private Thread? _thread;
    private Exception? _failure;

    public TerminalRelayTests()
    {
        _peer = _master.OpenPeer();
        _peer.SetNewLineTranslation(false);
    }

    public void Dispose()
    {
        _ended.Signal();
        _peer.Dispose();
        _output.Reader.Dispose();
        Assert.True(_thread?.Join(TimeSpan.FromSeconds(30)) ?? true, "the relay does not end");
        _master.Dispose();
        _input.Dispose();
        _output.Dispose();
        _ended.Dispose();
        Assert.Null(_failure);
    }

    [Fact]
    public void Run_TypedAndPrinted_ArePassedOn()
    {
        Start(new TerminalRelay(_master, _input.Reader, _output.Writer));
        _input.Writer.WriteAll("typed\n"u8);
        Assert.Equal("typed\n", Read(_peer));
        _peer.WriteAll("printed\n"u8);
        ReadOutputUntil("typed\nprinted\n");
        _peer.Dispose();
        Join();
    }

    [Theory]
    [InlineData("line\n", "line\n")]
    [InlineData("part", "part")]
    [InlineData("", "")]
    public void Run_InputEnds_ProgramReadsItsEnd(string typed, string read)
    {
        Start(new TerminalRelay(_master, _input.Reader, _output.Writer));
        _input.Writer.WriteAll(Encoding.ASCII.GetBytes(typed));
        _input.Writer.Dispose();
        Assert.Equal(read, Encoding.ASCII.GetString(_peer.ReadToEnd(100)));
        _peer.WriteAll("still printed"u8);
        ReadOutputUntil("still printed");
    }

    [Fact]
    public void Run_InputFails_TypesNothing()
    {
        // The writing end of a pipe that nobody reads reports an error at once, and can't be read.
        using var broken = new Pipe();
        broken.Reader.Dispose();
        Start(new TerminalRelay(_master, broken.Writer, _output.Writer));
        Assert.False(Poll.WaitReadable(_peer, TimeSpan.FromMilliseconds(50)));
        _peer.WriteAll("goes on"u8);
        ReadOutputUntil("goes on");
    }

    [Fact]
    public void Run_InputEndsInRawMode_TypesNothing()
    {
        using RawMode raw = _peer.EnterRawMode();
        Start(new TerminalRelay(_master, _input.Reader, _output.Writer));
        _input.Writer.WriteAll("x"u8);
        _input.Writer.Dispose();
        Assert.Equal("x", Read(_peer));
        Assert.False(Poll.WaitReadable(_peer, TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public void Run_MoreThanAllBuffersHold_IsNeitherLostNorReordered()
    {
        byte[] sent = new byte[600_000];
        for (int i = 0; i < sent.Length; i++)
        {
            sent[i] = (byte)('a' + (i * 7919L % 26));
        }

        Start(new TerminalRelay(_master, _input.Reader, _output.Writer));
        var printer = new Thread(() =>
        {
            _peer.WriteAll(sent);
            _peer.Dispose();
        });
        printer.Start();
        byte[] received = new byte[sent.Length];
        Assert.Equal(sent.Length, _output.Reader.ReadFully(received));
        Assert.Equal(sent, received);
        printer.Join();
        Join();
    }

    [Fact]
    public void Run_UntilIsReadable_PassesOnWhatWasPrintedAndEndsThoughTheTerminalIsOpen()
    {
        using var until = new EventFd();
        byte[] printed = Encoding.ASCII.GetBytes(new string('x', 3000) + "end");
        _peer.WriteAll(printed);
        until.Signal();
        Start(new TerminalRelay(_master, _input.Reader, _output.Writer) { Until = until });
        Join();
        Assert.Equal(printed.Length, _output.Reader.Read(_buffer));
    }

    [Fact]
    public void Run_TerminalClosedBeforeUntil_Waits()
    {
        Start(new TerminalRelay(_master, _input.Reader, _output.Writer) { Until = _ended });
        _peer.WriteAll("bye"u8);
        _peer.Dispose();
        ReadOutputUntil("bye");
        Assert.False(_thread!.Join(TimeSpan.FromMilliseconds(50)));
        _ended.Signal();
        Join();
    }

    [Fact]
    public void Run_OutputHasGone_ProgramIsNotStopped()
    {
        _output.Reader.Dispose();
        Start(new TerminalRelay(_master, _input.Reader, _output.Writer));
        _peer.WriteAll(new byte[300_000]);
        _peer.Dispose();
        Join();
    }

    [Fact]
    public void Run_SizeSource_IsFollowedAndOtherSignalsAreTold()
    {
        using TerminalMaster outerMaster = TerminalMaster.Open();
        using Terminal outer = outerMaster.OpenPeer();
        outerMaster.Size = new WindowSize(30, 100);
        SignalSet set = SignalSet.Of(Signal.SIGWINCH, Signal.SIGUSR1);
        using var signals = new SignalFd(set);
        using var told = new EventFd();
        int thread = 0;
        var relay = new TerminalRelay(_master, _input.Reader, _output.Writer)
        {
            SizeSource = outer,
            Signals = signals,
            OnSignal = signal => told.Signal((ulong)signal.Signal),
        };
        Start(relay, () =>
        {
            SignalMask.Block(set);
            thread = LibC.gettid();
        });
        WaitForSize(new WindowSize(30, 100));
        outerMaster.Size = new WindowSize(31, 101);
        Assert.Equal(0, LibC.tgkill(Environment.ProcessId, thread, Signal.SIGWINCH));
        WaitForSize(new WindowSize(31, 101));
        Assert.Equal(0, LibC.tgkill(Environment.ProcessId, thread, Signal.SIGUSR1));
        Assert.Equal((ulong)Signal.SIGUSR1, told.Take());
        _peer.Dispose();
        Join();
    }

    // Between the size being set and this thread seeing it there is nothing to wait for: the terminal sends a byte
    // through the relay, which serves signals first.
    private void WaitForSize(WindowSize size)
    {
        for (int i = 0; i < 1000 && _peer.Size != size; i++)
        {
            _peer.WriteAll("."u8);
            Read(_output.Reader);
        }

        Assert.Equal(size, _peer.Size);
    }

    private void Start(TerminalRelay relay, Action? before = null)
    {
        using var started = new ManualResetEventSlim();
        _thread = new Thread(() =>
        {
            try
            {
                before?.Invoke();
                started.Set();
                relay.Run();
            }
            catch (Exception e)
            {
                _failure = e;
            }
        });
        _thread.Start();
        started.Wait(TimeSpan.FromSeconds(30));
    }

    private void Join() => Assert.True(_thread!.Join(TimeSpan.FromSeconds(30)), "the relay does not end");

    private void ReadOutputUntil(string end)
    {
        while (!_printed.ToString().EndsWith(end, StringComparison.Ordinal))
        {
            _printed.Append(Read(_output.Reader));
        }
    }

    private string Read(FileDescriptor fd)
    {
        Assert.True(Poll.WaitReadable(fd, TimeSpan.FromSeconds(30)));
        return Encoding.UTF8.GetString(_buffer, 0, fd.Read(_buffer));
    }
}
