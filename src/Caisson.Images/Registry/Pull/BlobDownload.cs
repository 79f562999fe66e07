using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using Caisson.Images.Registry.Http;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry.Pull;

/// <summary>The bytes of a blob in their order, from as many requests and servers as it takes. Comparing the digest is
/// the receiver's business.</summary>
internal sealed class BlobDownload
{
    private const int BufferBytes = 256 << 10;

    // So much more than at the last failure is progress, and failures before it are forgotten.
    private const long ProgressBytes = 1 << 20;

    private readonly Descriptor _blob;
    private readonly IReadOnlyList<BlobSource> _sources;
    private readonly RegistryOptions _options;
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> _sink;
    private long _position;
    private string? _entityTag;

    /// <param name="blob">The blob.</param>
    /// <param name="sources">Where it can be had, in the order in which they are asked.</param>
    /// <param name="options">How often, and how patiently.</param>
    /// <param name="sink">Takes the bytes.</param>
    internal BlobDownload(
        Descriptor blob,
        IReadOnlyList<BlobSource> sources,
        RegistryOptions options,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink)
    {
        _blob = blob;
        _sources = sources;
        _options = options;
        _sink = sink;
    }

    /// <summary>Told how far it is.</summary>
    internal Action<long>? Progress { get; init; }

    /// <summary>Told of a pause.</summary>
    internal Action<TimeSpan>? Pausing { get; init; }

    /// <summary>How the server says that it has encoded the blob, which it has not been asked to do.</summary>
    internal string? Encoding { get; private set; }

    /// <summary>Downloads the rest.</summary>
    /// <param name="position">How many bytes are there already.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ImageException">No server has it, or sends something else.</exception>
    /// <exception cref="ContentChangedException">What is there already is worth nothing.</exception>
    internal async Task RunAsync(long position, CancellationToken cancellation)
    {
        _position = position;
        for (int i = 0; ; i++)
        {
            try
            {
                await FromAsync(_sources[i], cancellation);
                return;
            }
            catch (ImageException) when (i < _sources.Count - 1)
            {
                // A mirror need not have everything.
                _entityTag = null;
            }
        }
    }

    private async Task FromAsync(BlobSource source, CancellationToken cancellation)
    {
        RegistryConnection connection = await source.ConnectAsync(cancellation);
        RetryPolicy retry = new(_options);
        long mark = _position;
        while (_position < _blob.Size)
        {
            try
            {
                await OnceAsync(connection, source, cancellation);
            }
            catch (TransientException e)
            {
                if (_position - mark >= ProgressBytes)
                {
                    retry.Reset();
                    mark = _position;
                }

                await retry.PauseAsync(e, Pausing, cancellation);
            }
        }
    }

    private async Task OnceAsync(RegistryConnection connection, BlobSource source, CancellationToken cancellation)
    {
        RegistryCall call = new()
        {
            Method = HttpMethod.Get,
            Target = source.Url(connection),
            Scopes = source.Scopes,
            Headers = _position > 0 ? [("Range", $"bytes={_position}-")] : [],
        };
        using RegistryResponse response = await connection.SendAsync(call, cancellation);
        long skip = response.Status switch
        {
            HttpStatusCode.OK => CheckWhole(response),
            HttpStatusCode.PartialContent => CheckPart(response),
            _ => throw await ErrorAsync(response, cancellation),
        };
        CheckTag(response);
        string encoding = response.Header("Content-Encoding") ?? "";
        Encoding = encoding is "" or "identity" ? null : PlainText.Line(encoding);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await response.ReadAsync(buffer, cancellation) is > 0 and var count)
            {
                int skipped = (int)Math.Min(skip, count);
                skip -= skipped;
                await TakeAsync(response, buffer.AsMemory(skipped, count - skipped), cancellation);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (_position < _blob.Size)
        {
            throw new TransientException(new ImageException(
                ImageErrorKind.DigestMismatch,
                $"{_blob.Digest}: registry {response.Source.Authority} ends it after {_position} of {_blob.Size} bytes"));
        }
    }

    private async ValueTask TakeAsync(RegistryResponse response, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        if (_position + data.Length > _blob.Size)
        {
            throw Wrong(response, $"has more than the {_blob.Size} bytes that it should have");
        }

        if (!data.IsEmpty)
        {
            await _sink(data, cancellation);
            _position += data.Length;
            Progress?.Invoke(_position);
        }
    }

    // Returns how much of it is there already: a server that does not know ranges sends all of it.
    private long CheckWhole(RegistryResponse response)
    {
        long? length = response.Message.Content.Headers.ContentLength;
        return length is null || length == _blob.Size
            ? _position
            : throw Wrong(response, $"has {length} bytes, where the manifest says {_blob.Size}");
    }

    private long CheckPart(RegistryResponse response)
    {
        ContentRangeHeaderValue? range = response.Message.Content.Headers.ContentRange;
        return range is { Unit: "bytes", From: { } from }
            && from == _position
            && (range.Length is null || range.Length == _blob.Size)
            ? 0
            : throw Wrong(
                response,
                $"comes as the range \"{PlainText.Line(response.Header("Content-Range") ?? "")}\", "
                + $"where {_position}- of {_blob.Size} bytes was asked for");
    }

    private void CheckTag(RegistryResponse response)
    {
        string? before = _entityTag;
        _entityTag = response.Header("ETag");
        if (before is not null && _entityTag is not null && before != _entityTag)
        {
            throw new ContentChangedException();
        }
    }

    private async Task<Exception> ErrorAsync(RegistryResponse response, CancellationToken cancellation)
    {
        if (response.Status == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return Wrong(response, $"ends before its byte {_position}, where it should have {_blob.Size}");
        }

        RegistryError error = await RegistryError.ReadAsync(response, cancellation);
        response.ThrowIfTransient(error);
        return error.ToException(_blob.Digest.ToString());
    }

    private ImageException Wrong(RegistryResponse response, string fault) =>
        new(ImageErrorKind.DigestMismatch, $"{_blob.Digest}: at registry {response.Source.Authority}, it {fault}");
}
