namespace Caisson.Keeping.Logs;

/// <summary>Cuts a stream into lines as dockerd does: what is longer than 16 KiB becomes several pieces, of which only the
/// last ends the line.</summary>
public sealed class LineSplitter
{
    /// <summary>The longest piece, without its line feed.</summary>
    public const int LineBytesMax = 16 << 10;

    private byte[]? _begun;
    private int _length;
    private DateTimeOffset? _at;

    /// <summary>Takes what came.</summary>
    /// <param name="data">The bytes.</param>
    /// <param name="at">When they came.</param>
    /// <param name="write">Takes a piece: its bytes, whether it ends the line, and when the line began.</param>
    internal void Split(ReadOnlySpan<byte> data, DateTimeOffset at, PieceWriter write)
    {
        while (!data.IsEmpty)
        {
            ReadOnlySpan<byte> window = data[..Math.Min(data.Length, LineBytesMax - _length)];
            int end = window.IndexOf((byte)'\n');
            if (end < 0 && window.Length < LineBytesMax - _length)
            {
                Keep(window, at);
                return;
            }

            ReadOnlySpan<byte> piece = end < 0 ? window : window[..end];
            data = data[(piece.Length + (end < 0 ? 0 : 1))..];
            Write(piece, end >= 0, at, write);

            // The pieces of one line have one time.
            _at = end < 0 ? _at ?? at : null;
        }
    }

    /// <summary>The stream has ended: what is left is a line without an end.</summary>
    internal void End(DateTimeOffset at, PieceWriter write)
    {
        if (_length > 0)
        {
            Write([], endsLine: false, at, write);
        }

        _at = null;
    }

    private void Keep(ReadOnlySpan<byte> data, DateTimeOffset at)
    {
        int needed = _length + data.Length;
        if (_begun is null || _begun.Length < needed)
        {
            Array.Resize(ref _begun, Math.Min(LineBytesMax, Math.Max(needed, (_begun?.Length ?? 64) * 2)));
        }

        data.CopyTo(_begun.AsSpan(_length));
        _length = needed;
        _at ??= at;
    }

    private void Write(ReadOnlySpan<byte> piece, bool endsLine, DateTimeOffset at, PieceWriter write)
    {
        if (_length == 0)
        {
            write(piece, endsLine, _at ?? at);
            return;
        }

        Keep(piece, at);
        write(_begun.AsSpan(0, _length), endsLine, _at ?? at);
        _begun = null;
        _length = 0;
    }
}

/// <summary>Takes a piece of output.</summary>
/// <param name="text">The bytes, without a line feed.</param>
/// <param name="endsLine">Whether a line feed followed.</param>
/// <param name="at">When the line began to come.</param>
internal delegate void PieceWriter(ReadOnlySpan<byte> text, bool endsLine, DateTimeOffset at);
