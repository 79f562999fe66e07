using System.Diagnostics.CodeAnalysis;

namespace Caisson.Virtio;

/// <summary>
/// A driver has broken the specification's rules. Its device stops until the driver resets it
/// (<c>DEVICE_NEEDS_RESET</c>, virtio 1.2 section 2.1.2); nothing else is affected.
/// </summary>
public sealed class VirtioFaultException : Exception
{
    /// <summary>Describes a broken rule.</summary>
    /// <param name="fault">The rule.</param>
    /// <param name="number">The number that breaks it: an index, an address, a length.</param>
    public VirtioFaultException(VirtioFault fault, ulong number)
    {
        Fault = fault;
        Number = number;
    }

    /// <summary>The rule.</summary>
    public VirtioFault Fault { get; }

    /// <summary>The number that breaks it.</summary>
    public ulong Number { get; }

    /// <inheritdoc/>
    public override string Message => $"the driver broke a rule: {Describe(Fault)} ({Number}, 0x{Number:x})";

    /// <summary>Throws, out of line: the caller stays small where nothing is wrong.</summary>
    [DoesNotReturn]
    internal static void Throw(VirtioFault fault, ulong number) => throw new VirtioFaultException(fault, number);

    private static string Describe(VirtioFault fault) => fault switch
    {
        VirtioFault.QueueSize => "the size of a queue is no power of two, or beyond what is offered",
        VirtioFault.RingAlignment => "the address of a ring is not aligned",
        VirtioFault.RingOutsideMemory => "a ring is outside of memory",
        VirtioFault.AvailableIndexJump => "more chains are available than the queue holds",
        VirtioFault.HeadOutOfRange => "a chain begins outside of the descriptor table",
        VirtioFault.NextOutOfRange => "a chain goes on outside of the descriptor table",
        VirtioFault.ChainTooLong => "a chain has more descriptors than the queue, or is a loop",
        VirtioFault.ChainTooLarge => "a chain has more bytes than 32 bits count",
        VirtioFault.ReadableAfterWritable => "a readable buffer follows a writable one",
        VirtioFault.IndirectNotNegotiated => "an indirect table without the feature",
        VirtioFault.IndirectNested => "an indirect table in an indirect table",
        VirtioFault.IndirectWithNext => "a descriptor of an indirect table has a successor",
        VirtioFault.IndirectLength => "the length of an indirect table is no multiple of 16, or zero",
        VirtioFault.IndirectOutsideMemory => "an indirect table is outside of memory",
        VirtioFault.BufferEmpty => "a buffer is empty",
        VirtioFault.BufferOutsideMemory => "a buffer is outside of memory",
        VirtioFault.OutsideMemory => "an address is outside of memory",
        VirtioFault.RequestTooShort => "a request is too short",
        _ => "a buffer has a direction that the queue does not have",
    };
}
