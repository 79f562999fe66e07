using System.Runtime.CompilerServices;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Descriptors;

public class EpollTests
{
    private readonly EpollEvent[] _events = new EpollEvent[4];

    [Fact]
    public void EpollEvent_Size_IsThatOfX64() => Assert.Equal(12, Unsafe.SizeOf<EpollEvent>());

    [Fact]
    public void Wait_TwoReady_ReportsBothWithTheirData()
    {
        using var epoll = new Epoll();
        using var first = new EventFd();
        using var second = new EventFd();
        using var silent = new EventFd();
        epoll.Add(first, EpollEvents.EPOLLIN, 0x1122_3344_5566_7788);
        epoll.Add(second, EpollEvents.EPOLLIN, 2);
        epoll.Add(silent, EpollEvents.EPOLLIN, 3);
        first.Signal();
        second.Signal();

        Assert.Equal(2, epoll.Wait(_events, Timeout.InfiniteTimeSpan));
        Assert.Equal([2UL, 0x1122_3344_5566_7788UL], _events[..2].Select(e => e.Data).Order());
        Assert.All(_events[..2], e => Assert.Equal(EpollEvents.EPOLLIN, e.Events));
    }

    [Fact]
    public void Modify_ToNothing_SilencesTheDescriptor()
    {
        using var epoll = new Epoll();
        using var ready = new EventFd(1);
        epoll.Add(ready, EpollEvents.EPOLLIN, 1);
        Assert.Equal(1, epoll.Wait(_events, TimeSpan.Zero));
        epoll.Modify(ready, EpollEvents.None, 1);
        Assert.Equal(0, epoll.Wait(_events, TimeSpan.Zero));
        epoll.Modify(ready, EpollEvents.EPOLLIN, 7);
        Assert.Equal(1, epoll.Wait(_events, TimeSpan.Zero));
        Assert.Equal(7UL, _events[0].Data);
        epoll.Remove(ready);
        Assert.Equal(0, epoll.Wait(_events, TimeSpan.FromMilliseconds(5)));
    }

    [Fact]
    public void Add_Twice_ThrowsEexist()
    {
        using var epoll = new Epoll();
        using var fd = new EventFd();
        epoll.Add(fd, EpollEvents.EPOLLIN, 1);
        Assert.Equal(
            Errno.EEXIST, Assert.Throws<LinuxException>(() => epoll.Add(fd, EpollEvents.EPOLLIN, 1)).Errno);
    }
}
