namespace Caisson.Virtio.Queues;

/// <summary>What a queue has done since its device was made; resets do not set it back.</summary>
/// <remarks>Thread: the device's counts, any reads: each number is right, but they are not of one moment.</remarks>
public sealed class QueueCounters
{
    private long _kicks;
    private long _calls;
    private long _suppressedCalls;
    private long _chains;
    private long _descriptors;
    private long _bytesRead;
    private long _bytesWritten;

    /// <summary>How often the guest has notified the device.</summary>
    public long Kicks => Volatile.Read(ref _kicks);

    /// <summary>How often the device has notified the guest.</summary>
    public long Calls => Volatile.Read(ref _calls);

    /// <summary>How often it would have, and the guest did not want it.</summary>
    public long SuppressedCalls => Volatile.Read(ref _suppressedCalls);

    /// <summary>Chains that have been taken.</summary>
    public long Chains => Volatile.Read(ref _chains);

    /// <summary>Descriptors of these chains, those that name an indirect table not counted.</summary>
    public long Descriptors => Volatile.Read(ref _descriptors);

    /// <summary>Bytes in the chains that the device could read.</summary>
    public long BytesRead => Volatile.Read(ref _bytesRead);

    /// <summary>Bytes in the chains that the device has written.</summary>
    public long BytesWritten => Volatile.Read(ref _bytesWritten);

    internal void CountKicks(ulong count) => Volatile.Write(ref _kicks, unchecked(_kicks + (long)count));

    internal void CountCall(bool isSuppressed)
    {
        if (isSuppressed)
        {
            Volatile.Write(ref _suppressedCalls, _suppressedCalls + 1);
        }
        else
        {
            Volatile.Write(ref _calls, _calls + 1);
        }
    }

    internal void CountTaken(int descriptors, long readableBytes)
    {
        Volatile.Write(ref _chains, _chains + 1);
        Volatile.Write(ref _descriptors, _descriptors + descriptors);
        Volatile.Write(ref _bytesRead, _bytesRead + readableBytes);
    }

    internal void CountWritten(long bytes) => Volatile.Write(ref _bytesWritten, _bytesWritten + bytes);
}
