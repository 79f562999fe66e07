using System.Buffers.Binary;
using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Tests.Support;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Tests.Descriptors;

public class InotifyTests
{
    private readonly byte[] _buffer = new byte[4096];

    [Fact]
    public void TryTake_FileCreatedAndWritten_ReportsBothWithTheName()
    {
        using var directory = new TemporaryDirectory();
        using var inotify = new Inotify();
        int watch = inotify.Watch(directory.Path, InotifyMask.IN_CREATE | InotifyMask.IN_CLOSE_WRITE);
        Assert.False(inotify.TryTake(_buffer, out _));
        File.WriteAllText(directory.File("näme"), "x");

        var seen = new List<string>();
        Assert.True(inotify.TryTake(_buffer, out InotifyEvents events));
        foreach (InotifyEvent e in events)
        {
            Assert.Equal(watch, e.Watch);
            seen.Add($"{e.Mask} {Encoding.UTF8.GetString(e.Name)}");
        }

        Assert.Equal(["IN_CREATE näme", "IN_CLOSE_WRITE näme"], seen);
    }

    [Fact]
    public void Unwatch_AWatch_ReportsItGone()
    {
        using var directory = new TemporaryDirectory();
        using var inotify = new Inotify();
        int watch = inotify.Watch(directory.Path, InotifyMask.IN_CREATE);
        inotify.Unwatch(watch);
        Assert.True(inotify.TryTake(_buffer, out InotifyEvents events));
        Assert.True(events.MoveNext());
        Assert.Equal(InotifyMask.IN_IGNORED, events.Current.Mask);
        Assert.False(events.MoveNext());
        Assert.Equal(Errno.EINVAL, Assert.Throws<LinuxException>(() => inotify.Unwatch(watch)).Errno);
    }

    [Fact]
    public void Watch_NoSuchPath_NamesIt()
    {
        using var inotify = new Inotify();
        LinuxException e = Assert.Throws<LinuxException>(() => inotify.Watch("/no/such", InotifyMask.IN_CREATE));
        Assert.Equal("inotify_add_watch /no/such: ENOENT (No such file or directory)", e.Message);
    }

    [Fact]
    public void Events_LengthBeyondTheBytes_EndsBeforeIt()
    {
        byte[] bytes = new byte[32];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), 17);
        Assert.False(new InotifyEvents(bytes).MoveNext());
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), uint.MaxValue);
        Assert.False(new InotifyEvents(bytes).MoveNext());
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), 16);
        Assert.True(new InotifyEvents(bytes).MoveNext());
        Assert.False(new InotifyEvents(bytes.AsSpan(0, 15)).MoveNext());
    }
}
