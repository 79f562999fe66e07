using System.Globalization;
using System.Net;
using Caisson.Images.Registry.Authorization;
using Caisson.Images.Registry.Http;
using Caisson.Images.Store;
using Caisson.Oci.ImageSpec;

namespace Caisson.Images.Registry.Push;

/// <summary>Brings a blob into a repository: it may be there, be mounted from another, or be uploaded, going on after a
/// failure where the registry says; distribution-spec, §Pushing Blobs.</summary>
/// <remarks>The blob is compared with its digest as it is sent, before the request that completes the upload.</remarks>
internal sealed class BlobUpload : IDisposable
{
    private const int BufferBytes = 64 << 10;

    // Up to here a blob goes with the request that completes the upload.
    private const long OneRequestBytes = 1 << 20;

    private readonly RegistryConnection _connection;
    private readonly string _repository;
    private readonly ImageStore _store;
    private readonly RegistryOptions _options;
    private readonly PushReport _report;
    private readonly PushedBlob _blob;
    private readonly SentDigest _digest;

    // The upload under way, and how much of it the registry has.
    private Uri? _session;
    private long _offset;
    private long _leastChunkBytes;

    internal BlobUpload(
        RegistryConnection connection,
        string repository,
        ImageStore store,
        RegistryOptions options,
        PushReport report,
        PushedBlob blob)
    {
        _connection = connection;
        _repository = repository;
        _store = store;
        _options = options;
        _report = report;
        _blob = blob;
        _digest = new SentDigest(blob.Descriptor.Digest);
    }

    private Descriptor Content => _blob.Descriptor;

    private TokenScope[] Scopes => [TokenScope.Push(_repository)];

    /// <inheritdoc/>
    public void Dispose() => _digest.Dispose();

    /// <summary>Brings the blob into the repository.</summary>
    /// <param name="others">Repositories of the registry that may have it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ImageException">The registry does not take it, or it was damaged in the store.</exception>
    internal async Task RunAsync(IReadOnlyList<string> others, CancellationToken cancellation)
    {
        RetryPolicy retry = new(_options);
        bool isSure = true;
        long mark = 0;
        while (true)
        {
            try
            {
                // After a failure nobody knows how far it has got; it may even have got to the end.
                if (!isSure && _session is not null)
                {
                    await AskAsync(cancellation);
                    isSure = true;
                }

                if (_session is null && await FindAsync(others, cancellation))
                {
                    return;
                }

                await UploadAsync(cancellation);
                _report.Layer(TransferStage.Pushed, _blob);
                return;
            }
            catch (TransientException e)
            {
                isSure = false;
                if (_offset > mark)
                {
                    retry.Reset();
                    mark = _offset;
                }

                await retry.PauseAsync(e, pause => _report.Pausing(_blob, pause), cancellation);
            }
        }
    }

    // True where the registry has the blob; otherwise there is a session afterwards.
    private async Task<bool> FindAsync(IReadOnlyList<string> others, CancellationToken cancellation)
    {
        RegistryCall head = new()
        {
            Method = HttpMethod.Head,
            Target = _connection.Url($"{_repository}/blobs/{Content.Digest}"),
            Scopes = Scopes,
        };
        using (RegistryResponse response = await _connection.SendAsync(head, cancellation))
        {
            if (response.Status == HttpStatusCode.OK)
            {
                _report.Layer(TransferStage.RemoteExists, _blob);
                return true;
            }
        }

        foreach (string other in others)
        {
            string query = $"?mount={Uri.EscapeDataString(Content.Digest.ToString())}&from={Uri.EscapeDataString(other)}";
            using RegistryResponse response = await BeginAsync(query, [.. Scopes, TokenScope.Pull(other)], cancellation);
            if (response.Status == HttpStatusCode.Created)
            {
                _report.Layer(TransferStage.Mounted, _blob, other);
                return true;
            }

            if (response.Status == HttpStatusCode.Accepted)
            {
                Follow(response);
                return false;
            }
        }

        using (RegistryResponse response = await BeginAsync("", Scopes, cancellation))
        {
            await RequireAsync(response, cancellation, HttpStatusCode.Accepted);
            Follow(response);
            return false;
        }
    }

    private Task<RegistryResponse> BeginAsync(string query, TokenScope[] scopes, CancellationToken cancellation)
    {
        RegistryCall call = new()
        {
            Method = HttpMethod.Post,
            Target = _connection.Url($"{_repository}/blobs/uploads/{query}"),
            Scopes = scopes,
        };
        _offset = 0;
        return _connection.SendAsync(call, cancellation);
    }

    private async Task UploadAsync(CancellationToken cancellation)
    {
        await using Stream file = _store.Content.OpenRead(Content.Digest);
        Action<long> counter = _report.Counter(_blob);
        if (_offset == 0 && Content.Size <= OneRequestBytes && _options.UploadChunkBytes is null)
        {
            await CommitAsync(file, counter, cancellation);
            return;
        }

        while (_offset < Content.Size)
        {
            await SendChunkAsync(file, counter, cancellation);
        }

        await CommitAsync(file, counter, cancellation);
    }

    private async Task SendChunkAsync(Stream file, Action<long> counter, CancellationToken cancellation)
    {
        long left = Content.Size - _offset;
        long length = _options.UploadChunkBytes is { } chunk ? Math.Min(left, Math.Max(chunk, _leastChunkBytes)) : left;
        RegistryCall call = new()
        {
            Method = HttpMethod.Patch,
            Target = _session!,
            Scopes = Scopes,
            Headers = [("Content-Range", string.Create(CultureInfo.InvariantCulture, $"{_offset}-{_offset + length - 1}"))],
            Content = () => Body(file, length, counter),
        };
        using RegistryResponse response = await _connection.SendAsync(call, cancellation);
        if (response.Status is HttpStatusCode.NotFound or HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // The registry has forgotten the upload, or is elsewhere in it.
            throw Lost(response);
        }

        await RequireAsync(response, cancellation, HttpStatusCode.Accepted, HttpStatusCode.Created, HttpStatusCode.NoContent);
        Follow(response);
        _offset += length;
    }

    // With the whole blob, or with nothing where all of it has been sent.
    private async Task CommitAsync(Stream file, Action<long> counter, CancellationToken cancellation)
    {
        await VerifyAsync(file, cancellation);
        long length = Content.Size - _offset;
        UriBuilder target = new(_session!);
        string digest = $"digest={Uri.EscapeDataString(Content.Digest.ToString())}";
        target.Query = target.Query.Length > 1 ? $"{target.Query}&{digest}" : digest;
        RegistryCall call = new()
        {
            Method = HttpMethod.Put,
            Target = target.Uri,
            Scopes = Scopes,
            Content = () => Body(file, length, counter),
            AnswerTimeout = _options.CommitTimeout,
        };
        using RegistryResponse response = await _connection.SendAsync(call, cancellation);
        if (response.Status == HttpStatusCode.NotFound)
        {
            throw Lost(response);
        }

        await RequireAsync(response, cancellation, HttpStatusCode.Created, HttpStatusCode.NoContent);
        if (Digest.TryParse(response.Header("Docker-Content-Digest"), out Digest stored) && stored != Content.Digest)
        {
            throw new ImageException(
                ImageErrorKind.DigestMismatch,
                $"{Content.Digest}: registry {_connection.Server.Authority} has stored it as {stored}");
        }
    }

    // What has not been sent yet goes with the last request, and is read once more for it.
    private async Task VerifyAsync(Stream file, CancellationToken cancellation)
    {
        byte[] buffer = new byte[BufferBytes];
        file.Position = _digest.Length;
        while (await file.ReadAsync(buffer, cancellation) is > 0 and var count)
        {
            _digest.Add(_digest.Length, buffer.AsSpan(0, count));
        }

        if (!_digest.Matches)
        {
            throw _store.Content.Damaged(Content.Digest, file);
        }
    }

    private UploadContent Body(Stream file, long length, Action<long> counter)
    {
        long sent = _offset;
        file.Position = _offset;
        return new UploadContent(file, length, data =>
        {
            _digest.Add(sent, data.Span);
            counter(sent += data.Length);
        });
    }

    // Where the registry stands.
    private async Task AskAsync(CancellationToken cancellation)
    {
        RegistryCall call = new() { Method = HttpMethod.Get, Target = _session!, Scopes = Scopes };
        using RegistryResponse response = await _connection.SendAsync(call, cancellation);
        long? last = response.Status is HttpStatusCode.NoContent or HttpStatusCode.Accepted or HttpStatusCode.OK
            ? LastByte(response.Header("Range"))
            : null;
        if (last > 0 && last < Content.Size)
        {
            Follow(response);
            _offset = last.Value + 1;
            return;
        }

        // A registry that has nothing says 0-0, as does one that has one byte: not worth finding out.
        _session = null;
        _offset = 0;
    }

    private static long? LastByte(string? range)
    {
        string text = range ?? "";
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        string start = dash < 0 ? "" : text[..dash].Replace("bytes=", "", StringComparison.Ordinal);
        return start == "0"
            && long.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long last)
                ? last
                : null;
    }

    private void Follow(RegistryResponse response)
    {
        if (response.Header("Location") is not null)
        {
            _session = RegistryConnection.Location(response, response.Source);
        }
        else if (_session is null)
        {
            throw new ImageException(
                ImageErrorKind.InvalidContent,
                $"registry {_connection.Server.Authority}: does not say where to upload to (Location)");
        }

        string? leastChunk = response.Header("OCI-Chunk-Min-Length");
        if (long.TryParse(leastChunk, NumberStyles.None, CultureInfo.InvariantCulture, out long least))
        {
            _leastChunkBytes = least;
        }
    }

    private TransientException Lost(RegistryResponse response)
    {
        if (response.Status == HttpStatusCode.NotFound)
        {
            _session = null;
            _offset = 0;
        }

        return new TransientException(new ImageException(
            ImageErrorKind.Unavailable,
            $"{Content.Digest}: registry {_connection.Server.Authority} has lost the upload of it"));
    }

    private static async Task RequireAsync(
        RegistryResponse response, CancellationToken cancellation, params HttpStatusCode[] accepted)
    {
        if (!accepted.Contains(response.Status))
        {
            RegistryError error = await RegistryError.ReadAsync(response, cancellation);
            response.ThrowIfTransient(error);
            throw error.ToException();
        }
    }
}
