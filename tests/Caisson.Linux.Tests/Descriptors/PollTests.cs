using System.Diagnostics;
using System.Runtime.CompilerServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Descriptors;

public class PollTests
{
    [Fact]
    public void PollEntry_Size_IsThatOfPollfd() => Assert.Equal(8, Unsafe.SizeOf<PollEntry>());

    [Fact]
    public void Wait_NothingHappens_ReturnsZeroAfterTheTimeout()
    {
        using var pipe = new Pipe();
        long before = Stopwatch.GetTimestamp();
        Assert.False(Poll.WaitReadable(pipe.Reader, TimeSpan.FromMilliseconds(30)));
        Assert.True(Stopwatch.GetElapsedTime(before) >= TimeSpan.FromMilliseconds(30));
    }

    [Fact]
    public void Wait_SeveralDescriptors_ReportsWhichAndWhat()
    {
        using var ready = new Pipe();
        using var silent = new Pipe();
        using var hungUp = new Pipe();
        ready.Writer.WriteAll("x"u8);
        hungUp.Writer.Dispose();

        PollEntry[] entries =
        [
            new(silent.Reader, PollEvents.POLLIN),
            new(ready.Reader, PollEvents.POLLIN),
            new(null, PollEvents.POLLIN),
            new(hungUp.Reader, PollEvents.POLLIN),
            new(silent.Writer, PollEvents.POLLOUT),
        ];
        Assert.Equal(3, Poll.Wait(entries, Timeout.InfiniteTimeSpan));
        Assert.Equal(
            [PollEvents.None, PollEvents.POLLIN, PollEvents.None, PollEvents.POLLHUP, PollEvents.POLLOUT],
            entries.Select(e => e.Happened));
        Assert.True(entries[3].CanRead);
        Assert.False(entries[0].CanRead);
        Assert.True(entries[4].CanWrite);
    }

    [Fact]
    public void Wait_NegativeTimeout_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Poll.Wait([], TimeSpan.FromSeconds(-5)));
}
