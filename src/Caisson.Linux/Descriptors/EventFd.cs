using System.Runtime.InteropServices;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Descriptors;

/// <summary>A counter that can be waited for: the cheapest way to wake another thread or process; eventfd(2).</summary>
/// <remarks>Thread: any. Allocates: never.</remarks>
public sealed unsafe class EventFd : FileDescriptor
{
    /// <summary>A counter.</summary>
    /// <param name="initialValue">Its value.</param>
    /// <param name="nonBlocking">Whether <see cref="TryTake"/> may be used, and <see cref="Signal"/> fails rather than waits.</param>
    /// <param name="semaphore">Whether a read takes 1 away instead of everything.</param>
    /// <exception cref="LinuxException">EMFILE, ENFILE.</exception>
    public EventFd(uint initialValue = 0, bool nonBlocking = false, bool semaphore = false)
        : base(LinuxException.Check(LibC.eventfd(initialValue, Flags(nonBlocking, semaphore)), "eventfd"))
    {
    }

    private EventFd(FileDescriptor descriptor)
        : base(descriptor.Release())
    {
    }

    /// <summary>Takes over a counter that came from somewhere else; <paramref name="descriptor"/> ceases to own it.</summary>
    public static EventFd TakeOver(FileDescriptor descriptor) => new(descriptor);

    /// <summary>Adds to the counter, which wakes whoever waits for it.</summary>
    /// <exception cref="LinuxException">EAGAIN on a non-blocking counter that would overflow.</exception>
    public void Signal(ulong value = 1) =>
        this.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in value)));

    /// <summary>Waits until the counter is not zero, and takes its value (of a semaphore: 1).</summary>
    public ulong Take()
    {
        ulong value = 0;
        this.Read(MemoryMarshal.AsBytes(new Span<ulong>(ref value)));
        return value;
    }

    /// <summary>Takes the value of a non-blocking counter.</summary>
    /// <returns>False if it is zero.</returns>
    public bool TryTake(out ulong value)
    {
        value = 0;
        return this.TryRead(MemoryMarshal.AsBytes(new Span<ulong>(ref value)), out _);
    }

    private static EventFdFlags Flags(bool nonBlocking, bool semaphore) =>
        EventFdFlags.EFD_CLOEXEC
        | (nonBlocking ? EventFdFlags.EFD_NONBLOCK : EventFdFlags.None)
        | (semaphore ? EventFdFlags.EFD_SEMAPHORE : EventFdFlags.None);
}
