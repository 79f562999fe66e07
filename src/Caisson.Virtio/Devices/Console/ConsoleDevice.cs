using System.Buffers.Binary;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Uapi;
using Caisson.Virtio.Memory;
using Caisson.Virtio.Queues;
using Caisson.Virtio.Uapi;

namespace Caisson.Virtio.Devices.Console;

/// <summary>
/// A terminal, port 0 of a console; virtio 1.2 section 5.3. Neither side runs ahead of the other: input is not read while the
/// guest has no buffer for it, and the guest's output is taken no faster than it goes out.
/// </summary>
public sealed class ConsoleDevice : VirtioDevice
{
    private const ushort QueueSize = 64;

    // What goes out in one call at most: a guest's buffer can be as large as its memory.
    private const int MaxWriteBytes = 64 << 10;

    private readonly FileDescriptor? _input;
    private readonly FileDescriptor? _output;
    private DescriptorChain _received = new();
    private DescriptorChain _transmitted = new();
    private Watch? _inputWatch;
    private Watch? _outputWatch;
    private bool _hasInputEnded;
    private bool _hasOutputFailed;

    /// <summary>A terminal.</summary>
    /// <param name="input">
    /// What the guest reads: a pipe, a socket or a terminal, non-blocking; null if nothing ever comes. Stays the caller's.
    /// </param>
    /// <param name="output">
    /// Where goes what the guest writes: one of these, or a regular file; null if it goes nowhere. Stays the caller's.
    /// </param>
    /// <param name="size">The size of its window.</param>
    public ConsoleDevice(FileDescriptor? input, FileDescriptor? output, ConsoleSize size)
        : base(VirtioDeviceId.VIRTIO_ID_CONSOLE, "virtio-console", VirtioConsole.VIRTIO_CONSOLE_F_SIZE, [QueueSize, QueueSize])
    {
        _input = input;
        _output = output;
        Resize(size);
    }

    /// <summary>Changes the size of the window; programs in the guest get SIGWINCH.</summary>
    /// <remarks>Thread: the transport's, as <see cref="VirtioDevice.Reset"/>.</remarks>
    public void Resize(ConsoleSize size)
    {
        Span<byte> config = stackalloc byte[VirtioConsole.ConfigBytes];
        BinaryPrimitives.WriteUInt16LittleEndian(config[VirtioConsole.ConfigColsOffset..], size.Columns);
        BinaryPrimitives.WriteUInt16LittleEndian(config[VirtioConsole.ConfigRowsOffset..], size.Rows);
        SetConfiguration(config);
    }

    /// <inheritdoc/>
    protected override void OnActivated(GuestMemory memory)
    {
        // Chains that the last driver left are no longer anybody's.
        _received = new DescriptorChain();
        _transmitted = new DescriptorChain();
    }

    /// <inheritdoc/>
    protected override void OnStarting(DeviceWorker worker)
    {
        ArgumentNullException.ThrowIfNull(worker);
        VirtQueue? receive = Queues[VirtioConsole.ReceiveQueue].Ring;
        VirtQueue? transmit = Queues[VirtioConsole.TransmitQueue].Ring;
        _inputWatch = _input is not null && receive is not null
            ? worker.Add(_input, EpollEvents.EPOLLIN, () => Receive(receive))
            : null;
        _outputWatch = _output is not null && transmit is not null
            ? worker.Add(_output, EpollEvents.EPOLLOUT, () => Transmit(transmit))
            : null;
    }

    /// <inheritdoc/>
    protected override void Serve(DeviceQueue queue, VirtQueue ring)
    {
        ArgumentNullException.ThrowIfNull(queue);
        if (queue.Index == VirtioConsole.ReceiveQueue)
        {
            Receive(ring);
        }
        else
        {
            Transmit(ring);
        }
    }

    // Fills the guest's buffers, each with what there is at that moment, as long as there are both.
    private void Receive(VirtQueue ring)
    {
        while (!IsStopping && _inputWatch is not null && !_hasInputEnded)
        {
            if (!TryTake(ring, _received))
            {
                _inputWatch.Pause();
                break;
            }

            if (_received.Readable.LengthBytes != 0)
            {
                VirtioFaultException.Throw(VirtioFault.WrongDirection, _received.Head);
            }

            if (!TryReadInput(_received.Writable.Next(MaxWriteBytes), out int count))
            {
                _inputWatch.Resume();
                break;
            }

            if (count == 0)
            {
                _hasInputEnded = true;
                _inputWatch.Pause();
                break;
            }

            _received.Writable.Wrote(count);
            ring.Complete(_received);
            ring.Flush();
        }
    }

    // Writes out what the guest has written, and goes on where it left off when there is room again.
    private void Transmit(VirtQueue ring)
    {
        _outputWatch?.Pause();
        while (!IsStopping && TryTake(ring, _transmitted))
        {
            if (_transmitted.Writable.LengthBytes != 0)
            {
                VirtioFaultException.Throw(VirtioFault.WrongDirection, _transmitted.Head);
            }

            if (!TryWriteOutput(_transmitted.Readable))
            {
                if (!IsStopping)
                {
                    _outputWatch!.Resume();
                }

                break;
            }

            ring.Complete(_transmitted);
        }

        ring.Flush();
    }

    // The chain at hand, or the next one; if there is none, a kick will tell of it.
    private static bool TryTake(VirtQueue ring, DescriptorChain chain)
    {
        if (chain.IsTaken)
        {
            return true;
        }

        do
        {
            if (ring.TryTake(chain))
            {
                return true;
            }
        }
        while (ring.EnableKicks());
        return false;
    }

    // An input that fails has ended: a terminal whose other side is gone reads as EIO.
    private bool TryReadInput(Span<byte> buffer, out int count)
    {
        try
        {
            return _input!.TryRead(buffer, out count);
        }
        catch (LinuxException)
        {
            count = 0;
            return true;
        }
    }

    // Whether all of it has gone out, or has nowhere to go.
    private bool TryWriteOutput(ReadableBuffer buffer)
    {
        while (buffer.RemainingBytes > 0)
        {
            if (_output is null || _hasOutputFailed)
            {
                buffer.Skip(buffer.RemainingBytes);
                break;
            }

            try
            {
                if (IsStopping || !_output.TryWrite(buffer.Next(MaxWriteBytes), out int count))
                {
                    return false;
                }

                buffer.Skip(count);
            }
            catch (LinuxException)
            {
                // Nobody reads it any more, or the disk is full. The guest is not to wait for that.
                _hasOutputFailed = true;
            }
        }

        return true;
    }
}
