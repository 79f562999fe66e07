using Caisson.Linux.Descriptors;

namespace Caisson.Linux.Tests.Descriptors;

public class CounterTests
{
    [Fact]
    public void EventFd_SignalledTwice_TakesTheSum()
    {
        using var counter = new EventFd(nonBlocking: true);
        Assert.False(counter.TryTake(out _));
        counter.Signal(2);
        counter.Signal(40);
        Assert.Equal(42UL, counter.Take());
        Assert.False(counter.TryTake(out _));
    }

    [Fact]
    public void EventFd_Semaphore_TakesOneByOne()
    {
        using var semaphore = new EventFd(2, nonBlocking: true, semaphore: true);
        Assert.True(semaphore.TryTake(out ulong one));
        Assert.Equal(1UL, one);
        Assert.True(semaphore.TryTake(out _));
        Assert.False(semaphore.TryTake(out _));
    }

    [Fact]
    public void TimerFd_Armed_Expires()
    {
        using var timer = new TimerFd();
        Assert.False(timer.TryTake(out _));
        timer.Arm(TimeSpan.FromMilliseconds(5));
        Assert.True(Poll.WaitReadable(timer, TimeSpan.FromSeconds(30)));
        Assert.True(timer.TryTake(out ulong expirations));
        Assert.Equal(1UL, expirations);
    }

    [Fact]
    public void TimerFd_ZeroDelay_ExpiresAtOnceAndGoesOn()
    {
        using var timer = new TimerFd();
        timer.Arm(TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
        ulong seen = 0;
        while (seen < 3)
        {
            Assert.True(Poll.WaitReadable(timer, TimeSpan.FromSeconds(30)));
            if (timer.TryTake(out ulong expirations))
            {
                seen += expirations;
            }
        }

        timer.Disarm();
        Assert.False(Poll.WaitReadable(timer, TimeSpan.FromMilliseconds(20)));
    }
}
