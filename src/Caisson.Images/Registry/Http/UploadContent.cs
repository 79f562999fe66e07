using System.Net;

namespace Caisson.Images.Registry.Http;

/// <summary>A part of a file as the body of a request, read as it is sent.</summary>
internal sealed class UploadContent : HttpContent
{
    private const int BufferBytes = 256 << 10;

    private readonly Stream _source;
    private readonly long _length;
    private readonly Action<ReadOnlyMemory<byte>>? _sent;

    /// <param name="source">The file, where the part begins. It stays the caller's.</param>
    /// <param name="length">The part's bytes.</param>
    /// <param name="sent">Told of the bytes that have gone.</param>
    internal UploadContent(Stream source, long length, Action<ReadOnlyMemory<byte>>? sent)
    {
        _source = source;
        _length = length;
        _sent = sent;
        Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream");
        Headers.ContentLength = length;
    }

    /// <summary>Is told that it goes on.</summary>
    internal StallWatch? Watch { get; set; }

    /// <summary>How long the answer may take when all has been sent.</summary>
    internal TimeSpan AnswerTimeout { get; set; }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[(int)Math.Min(BufferBytes, Math.Max(_length, 1))];
        for (long left = _length; left > 0;)
        {
            int count = await _source.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellationToken);
            if (count == 0)
            {
                throw new ImageException(
                    ImageErrorKind.InvalidContent, "the content in the store has become shorter while it was pushed");
            }

            await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            left -= count;
            Watch?.Feed(count);
            _sent?.Invoke(buffer.AsMemory(0, count));
        }

        Watch?.Restart(AnswerTimeout);
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
