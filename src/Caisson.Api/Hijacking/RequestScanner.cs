using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;

namespace Caisson.Api.Hijacking;

/// <summary>
/// Follows the requests of a connection, byte by byte as they come in, to find those that ask for an upgrade, and hides that
/// from Kestrel, which refuses an upgrade with a body.
/// </summary>
/// <remarks>
/// Hidden is the word <c>Upgrade</c> of the header Connection: it becomes <c>close</c>, in place, before Kestrel has seen
/// the line. The header Upgrade stays for <see cref="HijackableConnection"/>. Nothing follows such a request on its
/// connection but its body and raw bytes. What is malformed is Kestrel's to refuse. Thread: the reader of the connection.
/// </remarks>
internal sealed class RequestScanner
{
    // Longer lines are none of those that matter.
    private const int MaxLineBytes = 512;

    private State _state = State.RequestLine;
    private bool _sawRequest;
    private bool _isUpgrade;
    private bool _isChunked;
    private long _contentLength;
    private long _remaining;

    private enum State
    {
        RequestLine,
        Headers,
        Body,
        ChunkSize,
        ChunkData,
        ChunkEnd,
        Trailers,
        Raw,
    }

    /// <summary>Whether the request that was seen last asks for an upgrade: its client may end its side early.</summary>
    internal bool SawUpgrade { get; private set; }

    /// <summary>Whether a whole request has been seen, so that <see cref="SawUpgrade"/> says something. Thread: any.</summary>
    internal bool SawRequest => Volatile.Read(ref _sawRequest);

    /// <summary>Looks at what is new.</summary>
    /// <param name="bytes">What has not been looked at.</param>
    /// <returns>How much of it need not be looked at again; the rest is an incomplete line.</returns>
    internal long Scan(ReadOnlySequence<byte> bytes)
    {
        long done = 0;
        while (done < bytes.Length)
        {
            if (_state == State.Raw)
            {
                return bytes.Length;
            }

            if (_state is State.Body or State.ChunkData)
            {
                long length = Math.Min(_remaining, bytes.Length - done);
                done += length;
                _remaining -= length;
                if (_remaining == 0)
                {
                    _state = _state == State.Body ? AfterBody() : State.ChunkEnd;
                }

                continue;
            }

            ReadOnlySequence<byte> rest = bytes.Slice(done);
            if (rest.PositionOf((byte)'\n') is not { } end)
            {
                break;
            }

            ReadOnlySequence<byte> line = rest.Slice(0, end);
            done += line.Length + 1;
            Take(line);
        }

        return done;
    }

    private void Take(ReadOnlySequence<byte> line)
    {
        Span<byte> copy = stackalloc byte[MaxLineBytes];
        bool isShort = line.Length <= MaxLineBytes;
        int length = 0;
        if (isShort)
        {
            line.CopyTo(copy);
            length = (int)line.Length;
            length -= length > 0 && copy[length - 1] == '\r' ? 1 : 0;
        }

        ReadOnlySpan<byte> text = copy[..length];

        bool isEmpty = isShort && text.IsEmpty;
        switch (_state)
        {
            case State.RequestLine:
                _state = isEmpty ? State.RequestLine : State.Headers;
                (_isUpgrade, _isChunked, _contentLength) = (false, false, 0);
                break;
            case State.Headers when isEmpty:
                SawUpgrade |= _isUpgrade;
                Volatile.Write(ref _sawRequest, true);
                _remaining = _contentLength;
                _state = _isChunked ? State.ChunkSize : _contentLength > 0 ? State.Body : AfterBody();
                break;
            case State.Headers:
                TakeHeader(line, text);
                break;
            case State.ChunkSize:
                int digits = text.IndexOfAny((byte)';', (byte)' ');
                ReadOnlySpan<byte> size = digits < 0 ? text : text[..digits];
                bool isNumber = Utf8Parser.TryParse(size, out _remaining, out int used, 'x') && used == size.Length && _remaining >= 0;
                _state = !isNumber ? State.Raw : _remaining > 0 ? State.ChunkData : State.Trailers;
                break;
            case State.ChunkEnd:
                _state = isEmpty ? State.ChunkSize : State.Raw;
                break;
            case State.Trailers when isEmpty:
                _state = AfterBody();
                break;
            default:
                break;
        }
    }

    private State AfterBody() => _isUpgrade ? State.Raw : State.RequestLine;

    private void TakeHeader(ReadOnlySequence<byte> line, ReadOnlySpan<byte> text)
    {
        int colon = text.IndexOf((byte)':');
        if (colon < 0)
        {
            return;
        }

        ReadOnlySpan<byte> name = text[..colon];
        ReadOnlySpan<byte> value = text[(colon + 1)..].Trim(" \t"u8);
        if (Ascii.EqualsIgnoreCase(name, "Content-Length"u8))
        {
            _contentLength = Utf8Parser.TryParse(value, out long length, out int used) && used == value.Length ? Math.Max(0, length) : 0;
        }
        else if (Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8))
        {
            _isChunked = Ascii.EqualsIgnoreCase(value, "chunked"u8);
        }
        else if (Ascii.EqualsIgnoreCase(name, "Connection"u8) && FindWord(text, colon + 1) is int at and > 0)
        {
            _isUpgrade = true;
            Overwrite(line.Slice(at), "close  "u8);
        }
    }

    private static int FindWord(ReadOnlySpan<byte> text, int start)
    {
        ReadOnlySpan<byte> word = "upgrade"u8;
        for (int i = start; i + word.Length <= text.Length; i++)
        {
            if (Ascii.EqualsIgnoreCase(text.Slice(i, word.Length), word))
            {
                return i;
            }
        }

        return -1;
    }

    // The memory is the transport's buffer: nobody but this connection's reader looks at it.
    private static void Overwrite(ReadOnlySequence<byte> target, ReadOnlySpan<byte> bytes)
    {
        foreach (ReadOnlyMemory<byte> part in target)
        {
            int length = Math.Min(part.Length, bytes.Length);
            bytes[..length].CopyTo(MemoryMarshal.AsMemory(part).Span);
            bytes = bytes[length..];
            if (bytes.IsEmpty)
            {
                return;
            }
        }
    }
}
