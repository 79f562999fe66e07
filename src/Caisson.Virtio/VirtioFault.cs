namespace Caisson.Virtio;

/// <summary>Which rule a driver has broken.</summary>
public enum VirtioFault
{
    /// <summary>The queue's size is no power of two, or is larger than offered.</summary>
    QueueSize,

    /// <summary>A ring's address is not a multiple of what it has to be.</summary>
    RingAlignment,

    /// <summary>A ring is not in the guest's memory as a whole.</summary>
    RingOutsideMemory,

    /// <summary>More chains are said to be available than the queue can hold.</summary>
    AvailableIndexJump,

    /// <summary>The first descriptor of a chain is not in the table.</summary>
    HeadOutOfRange,

    /// <summary>A descriptor's successor is not in the table.</summary>
    NextOutOfRange,

    /// <summary>A chain has more descriptors than the queue: it is a loop, or longer than allowed.</summary>
    ChainTooLong,

    /// <summary>A chain's buffers have more bytes than 32 bits count.</summary>
    ChainTooLarge,

    /// <summary>A buffer to read follows one to write.</summary>
    ReadableAfterWritable,

    /// <summary>An indirect table that was not agreed on.</summary>
    IndirectNotNegotiated,

    /// <summary>An indirect table in an indirect table.</summary>
    IndirectNested,

    /// <summary>A descriptor of an indirect table that has a successor.</summary>
    IndirectWithNext,

    /// <summary>An indirect table whose length is zero or no multiple of a descriptor's.</summary>
    IndirectLength,

    /// <summary>An indirect table that is not in the guest's memory as a whole.</summary>
    IndirectOutsideMemory,

    /// <summary>A buffer without a byte.</summary>
    BufferEmpty,

    /// <summary>A buffer that is not in the guest's memory as a whole.</summary>
    BufferOutsideMemory,

    /// <summary>An access to where the guest has no memory.</summary>
    OutsideMemory,

    /// <summary>A chain without the buffers that the device's requests have.</summary>
    RequestTooShort,

    /// <summary>A buffer in a direction that the queue does not have.</summary>
    WrongDirection,
}
