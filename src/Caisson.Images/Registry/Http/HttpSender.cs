using System.Net.Sockets;

namespace Caisson.Images.Registry.Http;

/// <summary>Sends a request to a server and waits for the head of the answer, for so long and no longer.</summary>
internal sealed class HttpSender
{
    private const string UserAgent = "caisson/0.1";

    private readonly RegistryOptions _options;
    private readonly HandlerPool _handlers;
    private readonly AddressGuard _guard;

    internal HttpSender(RegistryOptions options, HandlerPool handlers, AddressGuard guard)
    {
        _options = options;
        _handlers = handlers;
        _guard = guard;
    }

    /// <summary>Whether one server that another names must be the internet's, because that one is.</summary>
    internal bool IsForeign(Uri target, Uri by)
    {
        bool isForeign = !_options.AllowPrivateRedirects && !IsSameServer(target, by) && _guard.IsPublic(by);
        if (isForeign)
        {
            _guard.Check(target);
        }

        return isForeign;
    }

    /// <summary>Whether two URLs are of one server.</summary>
    internal static bool IsSameServer(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port
        && string.Equals(one.IdnHost, other.IdnHost, StringComparison.OrdinalIgnoreCase);

    /// <summary>Sends a request.</summary>
    /// <param name="make">Makes the request.</param>
    /// <param name="publicOnly">Whether to refuse addresses that are not the internet's.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="answerTimeout">How long the answer may take after all has been sent; null for
    /// <see cref="RegistryOptions.StallTimeout"/>.</param>
    /// <exception cref="ImageException">The server cannot be talked to.</exception>
    /// <exception cref="TransientException">Not now.</exception>
    internal async Task<RegistryResponse> SendAsync(
        Func<HttpRequestMessage> make, bool publicOnly, CancellationToken cancellation, TimeSpan? answerTimeout = null)
    {
        using HttpRequestMessage request = make();
        Uri target = request.RequestUri!;
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        TimeSpan period = answerTimeout ?? _options.StallTimeout;

        // A connection has a time limit of its own.
        StallWatch watch = new(period + _options.ConnectTimeout, _options.Time, cancellation);
        if (request.Content is UploadContent upload)
        {
            upload.Watch = watch;
            upload.AnswerTimeout = period;
        }

        try
        {
            HttpResponseMessage response = await _handlers.For(target, publicOnly).SendAsync(request, watch.Token);
            watch.Rest(_options.StallTimeout);
            return new RegistryResponse(response, target, watch, _options);
        }
        catch (Exception e)
        {
            bool hasFired = watch.HasFired;
            watch.Dispose();
            if (e is OperationCanceledException && !cancellation.IsCancellationRequested)
            {
                throw hasFired
                    ? HttpFaults.Stalled(target.Authority, period)
                    : HttpFaults.Translate(new SocketException((int)SocketError.TimedOut), target.Authority);
            }

            if (HttpFaults.IsNetwork(e))
            {
                throw HttpFaults.Translate(e, target.Authority);
            }

            throw;
        }
    }
}
