using System.Net;
using Caisson.Images.Registry.Authorization;

namespace Caisson.Images.Registry.Http;

/// <summary>The head of a server's answer, and the rest as it comes.</summary>
internal sealed class RegistryResponse : IDisposable
{
    private const int FirstBufferBytes = 16 << 10;

    private readonly StallWatch _watch;
    private readonly RegistryOptions _options;
    private Stream? _body;

    internal RegistryResponse(HttpResponseMessage message, Uri source, StallWatch watch, RegistryOptions options)
    {
        Message = message;
        Source = source;
        _watch = watch;
        _options = options;
    }

    /// <summary>The head.</summary>
    internal HttpResponseMessage Message { get; }

    /// <summary>Where it came from, after redirects.</summary>
    internal Uri Source { get; }

    /// <summary>The status.</summary>
    internal HttpStatusCode Status => Message.StatusCode;

    /// <summary>What the body is said to be, without parameters, in lower case; empty where nothing is said.</summary>
    internal string MediaType => Header("Content-Type") is { } type ? type.Split(';')[0].Trim().ToLowerInvariant() : "";

    /// <summary>The same for errors.</summary>
    internal string Kind => MediaType.Length == 0 ? "something" : PlainText.Line(MediaType);

    /// <summary>What is wrong with the token that was sent; RFC 6750 §3.1.</summary>
    internal string? BearerError => Status == HttpStatusCode.Unauthorized
        ? ChallengeParser.Parse(Message).Select(c => c["error"]).FirstOrDefault(e => e is not null)
        : null;

    /// <summary>A header's value as it came; null where it is not there.</summary>
    internal string? Header(string name) =>
        Message.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString()
        : Message.Content.Headers.NonValidated.TryGetValues(name, out values) ? values.ToString()
        : null;

    /// <summary>Throws where the status says that the server can do better.</summary>
    /// <exception cref="TransientException">It can.</exception>
    internal void ThrowIfTransient(RegistryError error)
    {
        TimeSpan? pause = HttpFaults.RetryAfter(Message, _options.Time);
        bool isTransient = Status switch
        {
            HttpStatusCode.TooManyRequests => pause is not null,
            HttpStatusCode.RequestTimeout or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => true,
            _ => false,
        };
        if (isTransient)
        {
            throw new TransientException(error.ToException($"registry {Source.Authority}"), pause);
        }
    }

    /// <summary>Reads the next part of the body.</summary>
    /// <returns>How many bytes; 0 at the end.</returns>
    /// <exception cref="TransientException">The connection has broken, or stands still.</exception>
    internal async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            _watch.Resume();
            _body ??= await Message.Content.ReadAsStreamAsync(_watch.Token);
            int count = await _body.ReadAsync(buffer, _watch.Token);
            _watch.Pause(count);
            return count;
        }
        catch (OperationCanceledException) when (_watch.HasFired && !cancellation.IsCancellationRequested)
        {
            throw HttpFaults.Stalled(Source.Authority, _options.StallTimeout);
        }
        catch (Exception e) when (HttpFaults.IsNetwork(e))
        {
            throw HttpFaults.Translate(e, Source.Authority);
        }
    }

    /// <summary>Reads a small body as a whole.</summary>
    /// <param name="maxBytes">More is an error.</param>
    /// <param name="what">What it is.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ImageException">It is more.</exception>
    /// <exception cref="TransientException">The connection has broken, or stands still.</exception>
    internal async Task<byte[]> ReadAsync(int maxBytes, string what, CancellationToken cancellation)
    {
        if (Message.Content.Headers.ContentLength > maxBytes)
        {
            throw TooLarge();
        }

        byte[] buffer = new byte[Math.Min(FirstBufferBytes, maxBytes + 1)];
        int length = 0;
        while (await ReadAsync(buffer.AsMemory(length), cancellation) is > 0 and var count)
        {
            length += count;
            if (length > maxBytes)
            {
                throw TooLarge();
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, maxBytes + 1L));
            }
        }

        return buffer[..length];

        ImageException TooLarge() => new(
            ImageErrorKind.LimitExceeded,
            $"registry {Source.Authority}: its {what} has more than the {maxBytes} bytes that are accepted");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _body?.Dispose();
        Message.Dispose();
        _watch.Dispose();
    }
}
