using Caisson.Linux.Uapi;

namespace Caisson.Linux.Descriptors;

/// <summary>One change; inotify(7).</summary>
public readonly ref struct InotifyEvent
{
    internal InotifyEvent(int watch, InotifyMask mask, uint cookie, ReadOnlySpan<byte> name)
    {
        Watch = watch;
        Mask = mask;
        Cookie = cookie;
        Name = name;
    }

    /// <summary>The watch; -1 with <see cref="InotifyMask.IN_Q_OVERFLOW"/>.</summary>
    public int Watch { get; }

    /// <summary>What happened.</summary>
    public InotifyMask Mask { get; }

    /// <summary>The same number in both events of one renaming.</summary>
    public uint Cookie { get; }

    /// <summary>The entry of the watched directory, in the file system's bytes; empty if the watched object itself is meant.</summary>
    public ReadOnlySpan<byte> Name { get; }
}
