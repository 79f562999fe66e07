using System.Runtime.InteropServices;
using Caisson.Linux.Native;
using Caisson.Linux.Uapi;

namespace Caisson.Linux.Compression;

/// <summary>
/// Decompresses one member of a gzip file (RFC 1952), and says exactly where it ends; its checksum and length are
/// verified. Another instance decompresses the next member.
/// </summary>
/// <remarks>Thread: one. Allocates: native memory, about 40 KiB.</remarks>
public sealed unsafe class GzipInflater : IDisposable
{
    // In native memory, because zlib remembers its address.
    private Zlib.ZStream* _stream;

    /// <summary>Prepares for a member.</summary>
    /// <exception cref="LinuxException">ENOMEM.</exception>
    public GzipInflater()
    {
        _stream = (Zlib.ZStream*)NativeMemory.AllocZeroed((nuint)sizeof(Zlib.ZStream));
        if (Zlib.inflateInit2(_stream, Zlib.GzipWindowBits) != Zlib.Z_OK)
        {
            NativeMemory.Free(_stream);
            _stream = null;
            throw new LinuxException(Errno.ENOMEM, "inflate");
        }
    }

    /// <summary>Frees the native memory where nobody disposed.</summary>
    ~GzipInflater() => Free();

    /// <summary>Whether the member has been read to its end, and its checksum and length were right.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Decompresses as much as there is input and room for.</summary>
    /// <param name="input">Compressed bytes.</param>
    /// <param name="output">Where to.</param>
    /// <param name="consumed">How much of the input was taken.</param>
    /// <param name="produced">How much was written.</param>
    /// <returns>False where the input is no gzip member, or damaged.</returns>
    public bool TryInflate(ReadOnlySpan<byte> input, Span<byte> output, out int consumed, out int produced)
    {
        ObjectDisposedException.ThrowIf(_stream is null, this);
        int result;
        byte nowhere;
        fixed (byte* source = input)
        fixed (byte* destination = output)
        {
            // SAFETY: zlib reads and writes no more than the lengths it is told, and keeps neither pointer beyond the
            // call; the stream was allocated by the constructor and is freed only by Free. It refuses a null pointer, even
            // with a length of zero.
            _stream->nextIn = source;
            _stream->availIn = (uint)input.Length;
            _stream->nextOut = destination is null ? &nowhere : destination;
            _stream->availOut = (uint)output.Length;
            result = Zlib.inflate(_stream, Zlib.Z_NO_FLUSH);
            consumed = input.Length - (int)_stream->availIn;
            produced = output.Length - (int)_stream->availOut;
        }

        if (result == Zlib.Z_MEM_ERROR)
        {
            throw new LinuxException(Errno.ENOMEM, "inflate");
        }

        IsFinished = result == Zlib.Z_STREAM_END;
        return result is Zlib.Z_OK or Zlib.Z_STREAM_END or Zlib.Z_BUF_ERROR;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_stream is not null)
        {
            _ = Zlib.inflateEnd(_stream);
            NativeMemory.Free(_stream);
            _stream = null;
        }
    }
}
