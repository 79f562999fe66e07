using System.Runtime.InteropServices;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Descriptors;

/// <summary>Reports changes of files and directories; inotify(7). Non-blocking.</summary>
/// <remarks>Thread: any. Allocates: only names, when asked for.</remarks>
public sealed class Inotify : FileDescriptor
{
    /// <summary>A buffer of this length takes at least one event: 16 bytes and a name of at most 255 with its final zero.</summary>
    public const int MinBufferBytes = 16 + 256;

    /// <summary>Watches nothing yet.</summary>
    /// <exception cref="LinuxException">EMFILE: <c>fs.inotify.max_user_instances</c>.</exception>
    public Inotify()
        : base(LinuxException.Check(
            LibC.inotify_init1(InotifyFlags.IN_CLOEXEC | InotifyFlags.IN_NONBLOCK), "inotify_init1"))
    {
    }

    /// <summary>Watches a path, or replaces what is watched for there.</summary>
    /// <returns>The watch's number, which comes with its events.</returns>
    /// <exception cref="LinuxException">ENOENT, EACCES, ENOSPC: <c>fs.inotify.max_user_watches</c>.</exception>
    public int Watch(string path, InotifyMask events) =>
        LinuxException.Check(LibC.inotify_add_watch(this, path, events), "inotify_add_watch", path);

    /// <summary>Ends a watch. One more event comes of it: <see cref="InotifyMask.IN_IGNORED"/>.</summary>
    /// <exception cref="LinuxException">EINVAL: there is no such watch (any more).</exception>
    public void Unwatch(int watch) =>
        this.Check(LibC.inotify_rm_watch(this, watch), "inotify_rm_watch");

    /// <summary>Takes what has happened.</summary>
    /// <param name="buffer">At least <see cref="MinBufferBytes"/> long; the events refer to it.</param>
    /// <param name="events">What has happened; valid until the buffer is used again.</param>
    /// <returns>False if nothing has.</returns>
    /// <exception cref="LinuxException">EINVAL: the buffer is too small for the next event.</exception>
    public bool TryTake(Span<byte> buffer, out InotifyEvents events)
    {
        bool any = this.TryRead(buffer, out int count);
        events = new InotifyEvents(buffer[..count]);
        return any;
    }
}

/// <summary>A sequence of <c>struct inotify_event</c>, for <c>foreach</c>.</summary>
public ref struct InotifyEvents
{
    private const int HeaderBytes = 16;
    private ReadOnlySpan<byte> _rest;

    /// <summary>Takes the bytes that were read.</summary>
    public InotifyEvents(ReadOnlySpan<byte> bytes)
    {
        _rest = bytes;
        Current = default;
    }

    /// <summary>The event.</summary>
    public InotifyEvent Current { get; private set; }

    /// <summary>Itself.</summary>
    public readonly InotifyEvents GetEnumerator() => this;

    /// <summary>Goes on to the next event; false at the end.</summary>
    public bool MoveNext()
    {
        if (_rest.Length < HeaderBytes)
        {
            return false;
        }

        uint nameBytes = MemoryMarshal.Read<uint>(_rest[12..]);
        if (nameBytes > (uint)(_rest.Length - HeaderBytes))
        {
            return false;
        }

        ReadOnlySpan<byte> name = _rest.Slice(HeaderBytes, (int)nameBytes);
        int end = name.IndexOf((byte)0);
        Current = new InotifyEvent(
            MemoryMarshal.Read<int>(_rest),
            (InotifyMask)MemoryMarshal.Read<uint>(_rest[4..]),
            MemoryMarshal.Read<uint>(_rest[8..]),
            end < 0 ? name : name[..end]);
        _rest = _rest[(HeaderBytes + (int)nameBytes)..];
        return true;
    }
}
