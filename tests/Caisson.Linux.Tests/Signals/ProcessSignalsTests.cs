using Caisson.Linux.Signals;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Signals;

public class ProcessSignalsTests
{
    // A process that is compiled while it runs has threads of the compiler and of xunit: what can be seen here is that it finds out.
    [Fact]
    public void BlockEverywhere_AThreadRemainsThatDoesNotBlock_ThrowsAndRestoresTheMask() => DedicatedThread.Run(() =>
    {
        using var other = new DedicatedWaiter();
        SignalSet before = SignalMask.Current;
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(
            () => ProcessSignals.BlockEverywhere(SignalSet.Of(Signal.SIGUSR2)));
        Assert.Contains("does not block", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, SignalMask.Current);
    });

    private sealed class DedicatedWaiter : IDisposable
    {
        private readonly ManualResetEventSlim _end = new();
        private readonly Thread _thread;

        internal DedicatedWaiter()
        {
            _thread = new Thread(_end.Wait);
            _thread.Start();
        }

        public void Dispose()
        {
            _end.Set();
            _thread.Join();
            _end.Dispose();
        }
    }
}
