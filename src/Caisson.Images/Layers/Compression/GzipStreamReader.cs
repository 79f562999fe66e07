using Caisson.Images.Layers.Buffers;
using Caisson.Linux.Compression;

namespace Caisson.Images.Layers.Compression;

/// <summary>
/// Decompresses a gzip file of any number of members. A file that is cut off, damaged, or goes on with something else
/// is an error.
/// </summary>
internal sealed class GzipStreamReader(ByteSource source) : ReadOnlyStream
{
    private GzipInflater? _member;
    private bool _isFirst = true;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            ReadOnlySpan<byte> input = source.Peek();
            if (input.IsEmpty)
            {
                return _member is null && !_isFirst
                    ? 0
                    : throw new ImageException(ImageErrorKind.InvalidContent, "gzip: the data is cut off");
            }

            bool isNew = _member is null;
            _member ??= new GzipInflater();
            if (!_member.TryInflate(input, buffer, out int consumed, out int produced))
            {
                throw new ImageException(
                    ImageErrorKind.InvalidContent,
                    isNew && !_isFirst ? "gzip: something else follows the data" : "gzip: the data is damaged");
            }

            source.Advance(consumed);
            if (_member.IsFinished)
            {
                _member.Dispose();
                _member = null;
                _isFirst = false;
            }

            if (produced > 0 || buffer.IsEmpty)
            {
                return produced;
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _member?.Dispose();
        _member = null;
        base.Dispose(disposing);
    }
}
