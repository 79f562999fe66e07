using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Caisson.Cli.Client;

/// <summary>Speaks the Docker Engine API with an engine.</summary>
/// <remarks>Thread: any. The version is the newest that both sides know, which the first request finds out.</remarks>
internal sealed class EngineClient : IDisposable
{
    private const string NewestVersion = "1.50";
    private const string OldestVersion = "1.24";
    private const int MaxErrorBytes = 1 << 20;

    private readonly EngineTransport _transport;
    private readonly HttpMessageInvoker _http;
    private string? _version = Environment.GetEnvironmentVariable("DOCKER_API_VERSION") is { Length: > 0 } version ? version.TrimStart('v') : null;

    internal EngineClient(EngineTransport transport)
    {
        _transport = transport;
        _http = transport.NewInvoker(null);
    }

    /// <summary>The version that is spoken; known after the first request.</summary>
    internal string Version => _version ?? NewestVersion;

    /// <summary>What the engine is called in messages.</summary>
    internal string Address => _transport.Address.Text;

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Asks for a document.</summary>
    /// <exception cref="EngineException">The engine refuses it, or is not there.</exception>
    internal async Task<JsonElement> GetAsync(string path, Query? query, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, path, query, null, cancellation).ConfigureAwait(false);
        return await ReadAsync(response, cancellation).ConfigureAwait(false);
    }

    /// <summary>Asks for something to be done.</summary>
    /// <returns>The answer; undefined where it is empty.</returns>
    /// <exception cref="EngineException">The engine refuses it, or is not there.</exception>
    internal async Task<JsonElement> PostAsync(string path, Query? query, JsonNode? body, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, path, query, Json(body), cancellation).ConfigureAwait(false);
        return await ReadAsync(response, cancellation).ConfigureAwait(false);
    }

    /// <summary>Asks for something to be removed.</summary>
    /// <exception cref="EngineException">The engine refuses it, or is not there.</exception>
    internal async Task DeleteAsync(string path, Query? query, CancellationToken cancellation)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Delete, path, query, null, cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends a request, and waits for the head of its answer.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path behind the version, each part of it escaped.</param>
    /// <param name="query">The query.</param>
    /// <param name="body">The body.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <param name="headers">Further headers.</param>
    /// <exception cref="EngineException">The engine refuses it, or is not there.</exception>
    internal async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, Query? query, HttpContent? body, CancellationToken cancellation, params (string Name, string Value)[] headers)
    {
        await NegotiateAsync(cancellation).ConfigureAwait(false);
        using HttpRequestMessage request = new(method, _transport.Uri($"/v{Version}{path}{query}")) { Content = body };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        HttpResponseMessage response = await EngineTransport.SendAsync(_http, request, cancellation).ConfigureAwait(false);
        await CheckAsync(response, cancellation).ConfigureAwait(false);
        return response;
    }

    /// <summary>Asks for a connection of which both sides make streams, without frames of HTTP.</summary>
    /// <param name="path">The path behind the version.</param>
    /// <param name="query">The query.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="EngineException">The engine refuses it, or is not there.</exception>
    internal async Task<HijackedStream> HijackAsync(string path, Query? query, JsonNode? body, CancellationToken cancellation)
    {
        await NegotiateAsync(cancellation).ConfigureAwait(false);
        HijackedStream stream = new();
        try
        {
            using HttpRequestMessage request = new(HttpMethod.Post, _transport.Uri($"/v{Version}{path}{query}")) { Content = Json(body) };
            request.Headers.Connection.Add("Upgrade");
            request.Headers.TryAddWithoutValidation("Upgrade", "tcp");
            HttpResponseMessage response = await stream.OpenAsync(_transport, request, cancellation).ConfigureAwait(false);
            await CheckAsync(response, cancellation).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.SwitchingProtocols
                ? stream
                : throw new EngineException($"unable to upgrade to tcp, received {(int)response.StatusCode}", response.StatusCode);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>A part of a path.</summary>
    internal static string Escape(string part) => Uri.EscapeDataString(part);

    /// <summary>Finds out which version both sides know.</summary>
    /// <exception cref="EngineException">The engine is not there.</exception>
    internal async Task NegotiateAsync(CancellationToken cancellation)
    {
        if (_version is not null)
        {
            return;
        }

        using HttpRequestMessage ping = new(HttpMethod.Head, _transport.Uri("/_ping"));
        using HttpResponseMessage response = await EngineTransport.SendAsync(_http, ping, cancellation).ConfigureAwait(false);
        string theirs = response.Headers.TryGetValues("Api-Version", out IEnumerable<string>? values) ? values.First() : OldestVersion;
        _version = IsOlder(theirs, NewestVersion) ? theirs : NewestVersion;
    }

    /// <summary>Whether the engine speaks at least a version; known after the first request.</summary>
    internal bool Speaks(string version) => !IsOlder(Version, version);

    private static bool IsOlder(string version, string than) =>
        System.Version.TryParse(version, out Version? one) && System.Version.TryParse(than, out Version? other) && one < other;

    private static StringContent? Json(JsonNode? body) =>
        body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        byte[] bytes = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        try
        {
            using JsonDocument? document = bytes.AsSpan().Trim("\r\n \t"u8).IsEmpty ? null : JsonDocument.Parse(bytes);
            return document?.RootElement.Clone() ?? default;
        }
        catch (JsonException e)
        {
            throw new EngineException($"Error reading remote info: {e.Message}", response.StatusCode);
        }
    }

    private static async Task CheckAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if ((int)response.StatusCode is < 400)
        {
            return;
        }

        using (response)
        {
            string text = "";
            if (response.Content.Headers.ContentLength is null or < MaxErrorBytes)
            {
                text = await response.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
            }

            throw new EngineException($"Error response from daemon: {Message(response, text)}", response.StatusCode);
        }
    }

    private static string Message(HttpResponseMessage response, string text)
    {
        if (response.Content.Headers.ContentType?.MediaType == "application/json")
        {
            try
            {
                using JsonDocument document = JsonDocument.Parse(text);
                text = document.RootElement.Text("message");
            }
            catch (JsonException)
            {
                // It is shown as it is.
            }
        }

        return text.Trim() is { Length: > 0 } message ? message : string.Create(
            CultureInfo.InvariantCulture,
            $"request returned {(int)response.StatusCode} {response.ReasonPhrase} for API route and version {response.RequestMessage?.RequestUri}, check if the server supports the requested API version");
    }
}
