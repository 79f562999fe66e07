using Caisson.Linux.Descriptors;

namespace Caisson.Linux.Terminals;

/// <summary>Bytes on their way from one descriptor to another: filled only when empty, so that order and backpressure hold.</summary>
/// <param name="capacityBytes">How many bytes at most.</param>
internal sealed class RelayBuffer(int capacityBytes)
{
    private readonly byte[] _bytes = new byte[capacityBytes];
    private int _start;
    private int _end;

    /// <summary>Whether everything has been passed on.</summary>
    internal bool IsEmpty => _start == _end;

    /// <summary>The byte that came last; undefined before the first.</summary>
    internal byte Last { get; private set; }

    /// <summary>Fills the buffer, which is empty.</summary>
    /// <returns>False at the end of the source, an error included: whatever it is, nothing more will come.</returns>
    internal bool Fill(FileDescriptor source) => Fill(source, out _);

    /// <inheritdoc cref="Fill(FileDescriptor)"/>
    /// <param name="source">Where from.</param>
    /// <param name="failed">Whether it was an error.</param>
    internal bool Fill(FileDescriptor source, out bool failed)
    {
        failed = false;
        _start = _end = 0;
        try
        {
            if (source.TryRead(_bytes, out int count))
            {
                _end = count;
                Last = count > 0 ? _bytes[count - 1] : Last;
                return count > 0;
            }

            return true;
        }
        catch (LinuxException)
        {
            failed = true;
            return false;
        }
    }

    /// <summary>Puts in a few bytes behind what there is.</summary>
    /// <returns>False if they do not fit.</returns>
    internal bool Append(ReadOnlySpan<byte> bytes)
    {
        bool fits = bytes.TryCopyTo(_bytes.AsSpan(_end));
        _end += fits ? bytes.Length : 0;
        return fits;
    }

    /// <summary>Passes on what the target takes without waiting, up to a limit.</summary>
    /// <returns>False if the target takes nothing any more: then the buffer is emptied.</returns>
    internal bool Drain(FileDescriptor target, int limitBytes)
    {
        try
        {
            if (target.TryWrite(_bytes.AsSpan(_start, Math.Min(_end - _start, limitBytes)), out int count))
            {
                _start += count;
            }

            return true;
        }
        catch (LinuxException)
        {
            _start = _end;
            return false;
        }
    }
}
