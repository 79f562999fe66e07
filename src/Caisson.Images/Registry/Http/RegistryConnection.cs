using System.Net;
using Caisson.Images.Registry.Authorization;
using Caisson.Images.Registry.Endpoints;

namespace Caisson.Images.Registry.Http;

/// <summary>A server of a registry that has been found to answer. Follows redirects by hand, and shows credentials to
/// this server alone.</summary>
internal sealed class RegistryConnection : IDisposable
{
    private const int MaxRedirects = 10;

    // Without credentials, with a token from before, with a fresh one.
    private const int MaxAuthorizations = 3;

    private readonly HttpSender _sender;
    private readonly PlainHttpHosts _plain;
    private readonly RegistryOptions _options;

    internal RegistryConnection(
        RegistryEndpoint endpoint,
        Uri server,
        HttpSender sender,
        PlainHttpHosts plain,
        Authorizer authorizer,
        RegistryOptions options)
    {
        Endpoint = endpoint;
        Server = server;
        NamedBy = server;
        Authorizer = authorizer;
        _sender = sender;
        _plain = plain;
        _options = options;
    }

    /// <summary>What it was found by.</summary>
    internal RegistryEndpoint Endpoint { get; }

    /// <summary>Its URL, with a slash at the end.</summary>
    internal Uri Server { get; }

    /// <summary>Who has named it; itself for a registry.</summary>
    internal Uri NamedBy { get; init; }

    /// <summary>What convinces it.</summary>
    internal Authorizer Authorizer { get; }

    /// <summary>A URL below <c>/v2/</c>.</summary>
    internal Uri Url(string path) => new(Server, "v2/" + path);

    /// <summary>Sends a request, and as many as it takes to get an answer to it.</summary>
    /// <returns>The answer, whatever its status, unless another try may give a better one.</returns>
    /// <exception cref="ImageException">A redirect leads where it must not, or the server cannot be talked to.</exception>
    /// <exception cref="TransientException">Not now.</exception>
    internal async Task<RegistryResponse> SendAsync(RegistryCall call, CancellationToken cancellation)
    {
        Uri target = call.Target;
        CheckTarget(target, Server);
        string? refused = null;
        int authorizations = 0;
        for (int redirects = 0; redirects <= MaxRedirects;)
        {
            bool isOwn = HttpSender.IsSameServer(target, Server);
            string? header = isOwn ? await Authorizer.HeaderAsync(call.Scopes, cancellation) : null;
            RegistryResponse response = await _sender.SendAsync(
                () => Message(call, target, header), _sender.IsForeign(target, NamedBy), cancellation, call.AnswerTimeout);
            try
            {
                if (response.Status == HttpStatusCode.Unauthorized && isOwn && ++authorizations < MaxAuthorizations)
                {
                    await Authorizer.LearnAsync(response.Message, header, cancellation);
                    string? next = await Authorizer.HeaderAsync(call.Scopes, cancellation);
                    if (next is not null && next != header && next != refused)
                    {
                        refused = header;
                        response.Dispose();
                        continue;
                    }

                    return response;
                }

                if (RedirectOf(response, call, target) is { } location)
                {
                    CheckTarget(location, target);
                    target = location;
                    redirects++;
                    response.Dispose();
                    continue;
                }

                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }

        throw new ImageException(
            ImageErrorKind.InvalidContent,
            $"registry {Server.Authority}: redirects more than {MaxRedirects} times in a row");
    }

    /// <summary>As <see cref="SendAsync"/>, trying again for as long as that may help.</summary>
    internal Task<T> RetryAsync<T>(
        RegistryCall call, Func<RegistryResponse, CancellationToken, Task<T>> read, CancellationToken cancellation) =>
        RetryPolicy.RunAsync(
            _options,
            async c =>
            {
                using RegistryResponse response = await SendAsync(call, c);
                return await read(response, c);
            },
            cancellation);

    /// <inheritdoc/>
    public void Dispose() => Authorizer.Dispose();

    private static HttpRequestMessage Message(RegistryCall call, Uri target, string? authorization)
    {
        HttpRequestMessage message = new(call.Method, target) { Content = call.Content?.Invoke() };
        foreach ((string name, string value) in call.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (authorization is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return message;
    }

    private static Uri? RedirectOf(RegistryResponse response, RegistryCall call, Uri target)
    {
        bool isSafe = call.Method == HttpMethod.Get || call.Method == HttpMethod.Head;
        bool keepsMethod = response.Status is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
        bool changesMethod = response.Status is HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther;
        return keepsMethod || (changesMethod && isSafe) ? Location(response, target) : null;
    }

    /// <summary>The URL in an answer's <c>Location</c>.</summary>
    /// <exception cref="ImageException">It has none.</exception>
    internal static Uri Location(RegistryResponse response, Uri target) =>
        response.Header("Location") is { Length: > 0 } text && Uri.TryCreate(target, text, out Uri? location)
            ? location
            : throw new ImageException(
                ImageErrorKind.InvalidContent,
                $"registry {target.Authority}: answers {PlainText.Status(response.Status)} without a Location that is a URL");

    // The first request goes to the server itself, or to where it has told us to upload.
    private void CheckTarget(Uri location, Uri from)
    {
        string? fault = location.Scheme != Uri.UriSchemeHttps && location.Scheme != Uri.UriSchemeHttp
                ? $"by {PlainText.Line(location.Scheme)}"
            : location.UserInfo.Length > 0 ? "with credentials in the URL"
            : location.Scheme == Uri.UriSchemeHttps ? null
            : from.Scheme == Uri.UriSchemeHttps
                ? "from HTTPS to plain HTTP (a registry behind a proxy needs X-Forwarded-Proto from it)"
            : !_plain.Contains(location) ? "by plain HTTP, which is for this machine and insecure registries alone"
            : null;
        if (fault is not null)
        {
            throw new ImageException(
                ImageErrorKind.InvalidContent,
                $"registry {Server.Authority}: sends its client to {PlainText.Line(location.Host)} {fault}: refused");
        }
    }
}
