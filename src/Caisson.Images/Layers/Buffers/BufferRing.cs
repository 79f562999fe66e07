namespace Caisson.Images.Layers.Buffers;

/// <summary>
/// A few buffers between one thread that fills them and one or more that each read all of them: it waits where the
/// slowest reader has not released a buffer yet, so that what is under way is bounded.
/// </summary>
/// <remarks>Thread: one writer, and one for each reader. Allocates: the buffers, once.</remarks>
internal sealed class BufferRing
{
    private readonly object _monitor = new();
    private readonly PipelineFailure _failure;
    private readonly byte[][] _buffers;
    private readonly int[] _counts;
    private readonly long[] _released;
    private long _written;
    private bool _isComplete;

    /// <summary>Makes a ring.</summary>
    /// <param name="buffers">How many buffers there are.</param>
    /// <param name="bufferBytes">How long each is.</param>
    /// <param name="readers">How many readers.</param>
    /// <param name="failure">What ends all waiting.</param>
    internal BufferRing(int buffers, int bufferBytes, int readers, PipelineFailure failure)
    {
        _failure = failure;
        _buffers = new byte[buffers][];
        for (int i = 0; i < buffers; i++)
        {
            _buffers[i] = GC.AllocateUninitializedArray<byte>(bufferBytes);
        }

        _counts = new int[buffers];
        _released = new long[readers];
        failure.Add(this);
    }

    /// <summary>The next free buffer, as soon as there is one.</summary>
    /// <exception cref="StageStoppedException">Another stage has failed.</exception>
    internal Memory<byte> BeginWrite()
    {
        lock (_monitor)
        {
            while (_written - Slowest() == _buffers.Length)
            {
                Wait();
            }

            ThrowIfStopped();
            return _buffers[_written % _buffers.Length];
        }
    }

    /// <summary>Passes the buffer on.</summary>
    /// <param name="count">How much of it was filled, at least one byte.</param>
    internal void EndWrite(int count)
    {
        lock (_monitor)
        {
            _counts[_written % _buffers.Length] = count;
            _written++;
            Monitor.PulseAll(_monitor);
        }
    }

    /// <summary>Says that nothing more will come.</summary>
    internal void Complete()
    {
        lock (_monitor)
        {
            _isComplete = true;
            Monitor.PulseAll(_monitor);
        }
    }

    /// <summary>The buffer with a number, as soon as it is filled; the ones before are released.</summary>
    /// <param name="reader">Which reader asks.</param>
    /// <param name="number">How many buffers it has read.</param>
    /// <returns>What is in it; empty at the end.</returns>
    /// <exception cref="StageStoppedException">Another stage has failed.</exception>
    internal ReadOnlyMemory<byte> Read(int reader, long number)
    {
        lock (_monitor)
        {
            _released[reader] = number;
            Monitor.PulseAll(_monitor);
            while (_written == number && !_isComplete)
            {
                Wait();
            }

            ThrowIfStopped();
            return _written == number ? default : _buffers[number % _buffers.Length].AsMemory(0, _counts[number % _buffers.Length]);
        }
    }

    /// <summary>Lets everybody look again whether a stage has failed.</summary>
    internal void Wake()
    {
        lock (_monitor)
        {
            Monitor.PulseAll(_monitor);
        }
    }

    private long Slowest()
    {
        long slowest = long.MaxValue;
        foreach (long released in _released)
        {
            slowest = Math.Min(slowest, released);
        }

        return slowest;
    }

    private void Wait()
    {
        ThrowIfStopped();
        Monitor.Wait(_monitor);
    }

    private void ThrowIfStopped()
    {
        if (_failure.IsSet)
        {
            throw new StageStoppedException();
        }
    }
}
