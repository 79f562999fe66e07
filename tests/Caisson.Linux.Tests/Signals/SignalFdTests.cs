using System.Runtime.CompilerServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Native;
using Caisson.Linux.Signals;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Signals;

public class SignalFdTests
{
    [Fact]
    public void ReceivedSignal_Size_IsThatOfSignalfdSiginfo() => Assert.Equal(128, Unsafe.SizeOf<ReceivedSignal>());

    [Fact]
    public void TryTake_BlockedSignalSentToThisThread_Arrives() => DedicatedThread.Run(() =>
    {
        SignalSet set = SignalSet.Of(Signal.SIGUSR2, Signal.SIGWINCH);
        SignalMask.Block(set);
        using var signals = new SignalFd(set);
        Assert.False(signals.TryTake(out _));
        SendToThisThread(Signal.SIGWINCH);
        SendToThisThread(Signal.SIGUSR2);
        Assert.True(Poll.WaitReadable(signals, TimeSpan.FromSeconds(30)));
        var taken = new List<Signal>();
        while (signals.TryTake(out ReceivedSignal signal))
        {
            taken.Add(signal.Signal);
            Assert.Equal(Environment.ProcessId, signal.ProcessId);
        }

        Assert.Equal([Signal.SIGUSR2, Signal.SIGWINCH], taken.Order());
    });

    [Fact]
    public void Mask_BlockSetUnblock_ReturnWhatWasBefore() => DedicatedThread.Run(() =>
    {
        SignalSet usr1 = SignalSet.Of(Signal.SIGUSR1);
        SignalSet both = SignalSet.Of(Signal.SIGUSR1, Signal.SIGUSR2);
        SignalSet start = SignalMask.Current;
        Assert.Equal(start, SignalMask.Block(usr1));
        Assert.Equal(start.With(usr1), SignalMask.Set(both));
        Assert.Equal(both, SignalMask.Unblock(usr1));
        Assert.Equal(SignalSet.Of(Signal.SIGUSR2), SignalMask.Set(start));
        Assert.Equal(start, SignalMask.Current);
    });

    [Fact]
    public void Mask_AllForwardable_IsTakenAsItIs() => DedicatedThread.Run(() =>
    {
        SignalMask.Set(SignalSet.Forwardable);
        Assert.Equal(SignalSet.Forwardable, SignalMask.Current);
    });

    [Theory]
    [InlineData(Signal.SIGTERM, true)]
    [InlineData(Signal.SIGCHLD, true)]
    [InlineData((Signal)64, true)]
    [InlineData(Signal.SIGKILL, false)]
    [InlineData(Signal.SIGSEGV, false)]
    [InlineData(Signal.SIGTTIN, false)]
    [InlineData((Signal)34, false)]
    public void Forwardable_Signal_IsInOrNot(Signal signal, bool contained) =>
        Assert.Equal(contained, SignalSet.Forwardable.Contains(signal));

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    [InlineData(-1)]
    public void Of_NoSuchSignal_Throws(int number) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SignalSet.Of((Signal)number));

    private static void SendToThisThread(Signal signal) =>
        Assert.Equal(0, LibC.tgkill(Environment.ProcessId, LibC.gettid(), signal));
}
