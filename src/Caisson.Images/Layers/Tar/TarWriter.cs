using Caisson.Linux;
using Caisson.Linux.Descriptors;

namespace Caisson.Images.Layers.Tar;

/// <summary>
/// Writes a tar archive: ustar, with a pax header where a name, number or attribute does not fit. The same entries give
/// the same bytes: nothing of the time, the machine or the user goes in.
/// </summary>
/// <remarks>Thread: one. Allocates: its buffer, once, and the pax headers.</remarks>
public sealed class TarWriter
{
    private const int BufferBytes = 256 << 10;

    private readonly Stream _destination;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _buffered;
    private long _contentsLeft;
    private int _padding;

    /// <summary>Writes to a stream, which stays the caller's.</summary>
    public TarWriter(Stream destination) => _destination = destination;

    /// <summary>
    /// Begins an entry. Of a regular file, as many bytes of contents as its size says have to follow, holes as zeros.
    /// </summary>
    /// <exception cref="ImageException">An attribute's name can't be written.</exception>
    public void WriteEntry(TarEntry entry)
    {
        EndContents();
        byte[] pax = PaxRecords.Of(entry);
        if (pax.Length > 0)
        {
            TarHeaderWriter.WritePax(Reserve(), pax.Length);
            _contentsLeft = pax.Length;
            _padding = (int)TarFormat.Padding(pax.Length);
            WriteContents(pax);
            EndContents();
        }

        TarHeaderWriter.Write(Reserve(), entry);
        _contentsLeft = entry.Kind == TarEntryKind.RegularFile ? entry.SizeBytes : 0;
        _padding = (int)TarFormat.Padding(_contentsLeft);
    }

    /// <summary>Writes some of the current entry's contents.</summary>
    /// <exception cref="InvalidOperationException">They are more than the entry's size.</exception>
    public void WriteContents(ReadOnlySpan<byte> contents)
    {
        Account(contents.Length);
        while (!contents.IsEmpty)
        {
            if (_buffered == _buffer.Length)
            {
                Flush();
            }

            int count = Math.Min(contents.Length, _buffer.Length - _buffered);
            contents[..count].CopyTo(_buffer.AsSpan(_buffered));
            _buffered += count;
            contents = contents[count..];
        }
    }

    /// <summary>Writes the current entry's contents from where a file stands; what the file has beyond them is left.</summary>
    /// <returns>False where the file ends before the contents are complete.</returns>
    /// <exception cref="LinuxException">The file can't be read.</exception>
    public bool TryCopyContents(FileDescriptor file)
    {
        while (_contentsLeft > 0)
        {
            if (_buffered == _buffer.Length)
            {
                Flush();
            }

            int count = file.Read(_buffer.AsSpan(_buffered, (int)Math.Min(_contentsLeft, _buffer.Length - _buffered)));
            if (count == 0)
            {
                return false;
            }

            Account(count);
            _buffered += count;
        }

        return true;
    }

    /// <summary>Ends the archive.</summary>
    public void Finish()
    {
        EndContents();
        Reserve().Clear();
        Reserve().Clear();
        Flush();
        _destination.Flush();
    }

    private void Account(long count)
    {
        if (count > _contentsLeft)
        {
            throw new InvalidOperationException("more contents than the entry's size");
        }

        _contentsLeft -= count;
    }

    private void EndContents()
    {
        if (_contentsLeft > 0)
        {
            throw new InvalidOperationException("fewer contents than the entry's size");
        }

        _contentsLeft = _padding;
        _padding = 0;
        ReadOnlySpan<byte> zeros = stackalloc byte[TarFormat.BlockBytes];
        WriteContents(zeros[..(int)_contentsLeft]);
    }

    // A block of the buffer, for the caller to fill.
    private Span<byte> Reserve()
    {
        if (_buffer.Length - _buffered < TarFormat.BlockBytes)
        {
            Flush();
        }

        Span<byte> block = _buffer.AsSpan(_buffered, TarFormat.BlockBytes);
        _buffered += TarFormat.BlockBytes;
        return block;
    }

    /// <summary>Hands on what has been written so far.</summary>
    internal void Flush()
    {
        _destination.Write(_buffer.AsSpan(0, _buffered));
        _buffered = 0;
    }
}
