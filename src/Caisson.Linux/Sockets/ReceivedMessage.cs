using Caisson.Linux.Descriptors;

namespace Caisson.Linux.Sockets;

/// <summary>
/// What <see cref="UnixSocket.Receive"/> took in. It owns the descriptors that came along and closes, when disposed, those
/// that were not taken.
/// </summary>
public sealed class ReceivedMessage : IDisposable
{
    private readonly FileDescriptor?[] _descriptors;

    internal ReceivedMessage(int length, bool dataTruncated, bool descriptorsTruncated, FileDescriptor?[] descriptors)
    {
        Length = length;
        DataTruncated = dataTruncated;
        DescriptorsTruncated = descriptorsTruncated;
        _descriptors = descriptors;
    }

    /// <summary>How many bytes of data; 0 at the end of a stream (or for an empty message).</summary>
    public int Length { get; }

    /// <summary>Whether the message was longer than the buffer: the rest is lost. Never on a stream.</summary>
    public bool DataTruncated { get; }

    /// <summary>
    /// Whether more descriptors came than were expected, or than this process may have open. Then all of them have been closed:
    /// with an incomplete set nothing can be done.
    /// </summary>
    public bool DescriptorsTruncated { get; }

    /// <summary>How many descriptors came along.</summary>
    public int DescriptorCount => _descriptors.Length;

    /// <summary>Takes a descriptor over: the caller disposes it.</summary>
    /// <param name="index">Which one, in the sender's order.</param>
    /// <exception cref="InvalidOperationException">It has been taken already.</exception>
    public FileDescriptor TakeDescriptor(int index)
    {
        FileDescriptor descriptor = _descriptors[index]
            ?? throw new InvalidOperationException($"descriptor {index} of the message has been taken already");
        _descriptors[index] = null;
        return descriptor;
    }

    /// <summary>Closes the descriptors that were not taken.</summary>
    public void Dispose()
    {
        foreach (FileDescriptor? descriptor in _descriptors)
        {
            descriptor?.Dispose();
        }
    }
}
