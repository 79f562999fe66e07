using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Caisson.Api.Hijacking;
using Caisson.Api.Json;
using Caisson.Api.Requests;
using Caisson.Api.Routing;
using Caisson.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Caisson.Api;

/// <summary>One request, and how it is answered. README.md has examples.</summary>
/// <remarks>Thread: that of the request; what runs beside it may only use <see cref="Gone"/>.</remarks>
internal sealed class ApiCall
{
    private const string JsonType = "application/json";

    private readonly RouteMatch _match;
    private readonly CancellationToken _stopping;

    internal ApiCall(HttpContext http, ApiVersion version, RouteMatch match, CancellationToken stopping)
    {
        Http = http;
        Version = version;
        _match = match;
        _stopping = stopping;
    }

    /// <summary>For what is not here: headers.</summary>
    internal HttpContext Http { get; }

    /// <summary>The version of the API that the client speaks.</summary>
    internal ApiVersion Version { get; }

    /// <summary>The query parameters.</summary>
    internal Query Query => new(Http.Request.Query);

    /// <summary>Cancelled when the client has hung up, or the engine ends. A hijacked connection has its own.</summary>
    internal CancellationToken Gone => Http.RequestAborted;

    /// <summary>Waits for what may take as long as a container likes, but not longer than the engine runs.</summary>
    /// <param name="work">The work; it goes on.</param>
    /// <exception cref="EngineException">The engine ends.</exception>
    internal async Task UntilStoppingAsync(Task work)
    {
        try
        {
            await work.WaitAsync(_stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (_stopping.IsCancellationRequested)
        {
            throw new EngineException(EngineErrorKind.Unavailable, "the engine is shutting down", e);
        }
    }

    /// <summary>The body as it comes, of any length.</summary>
    internal Stream Body => Http.Request.Body;

    /// <summary>A variable part of the path; it is not empty.</summary>
    /// <param name="name">Its name in the route's pattern.</param>
    internal string this[string name]
    {
        get
        {
            foreach (KeyValuePair<string, string> value in _match.Values)
            {
                if (value.Key == name)
                {
                    return value.Value;
                }
            }

            throw new ArgumentException($"{_match.Pattern} has no {name}", nameof(name));
        }
    }

    /// <summary>Reads the body as JSON.</summary>
    /// <returns>Null where there is no body, or it is <c>null</c>.</returns>
    /// <exception cref="EngineException">It is malformed.</exception>
    internal Task<T?> ReadJsonAsync<T>(JsonTypeInfo<T> type)
        where T : class => JsonBody.ReadAsync(Http.Request, type, Gone);

    /// <summary>Answers with JSON.</summary>
    internal Task JsonAsync<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        RawJsonAsync(JsonSerializer.SerializeToUtf8Bytes(value, type), status);

    /// <summary>Answers with JSON that is text already.</summary>
    internal async Task RawJsonAsync(ReadOnlyMemory<byte> text, int status = StatusCodes.Status200OK)
    {
        Http.Response.StatusCode = status;
        Http.Response.ContentType = JsonType;

        // One byte more: Go's encoder ends with a line break, and people see it in a terminal.
        Http.Response.ContentLength = text.Length + 1;
        await Http.Response.BodyWriter.WriteAsync(text, Gone).ConfigureAwait(false);
        await Http.Response.BodyWriter.WriteAsync("\n"u8.ToArray(), Gone).ConfigureAwait(false);
    }

    /// <summary>Answers with a status alone.</summary>
    internal Task Status(int status)
    {
        Http.Response.StatusCode = status;
        if (status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
        {
            Http.Response.ContentLength = 0;
        }

        return Task.CompletedTask;
    }

    /// <summary>Answers 204: done.</summary>
    internal Task Done() => Status(StatusCodes.Status204NoContent);

    /// <summary>Answers with plain text.</summary>
    internal async Task TextAsync(string text, string contentType = "text/plain; charset=utf-8")
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        Http.Response.ContentType = contentType;
        Http.Response.ContentLength = bytes.Length;
        await Http.Response.BodyWriter.WriteAsync(bytes, Gone).ConfigureAwait(false);
    }

    /// <summary>Answers with an error, as <see cref="Errors.ApiFault"/> does for exceptions.</summary>
    internal Task ErrorAsync(int status, string message) =>
        JsonAsync(new ErrorBody { Message = message }, CommonJson.Wire.ErrorBody, status);

    /// <summary>Begins an answer of any length. The head is sent at once; what is written, when it is flushed.</summary>
    /// <param name="contentType">The type of the content.</param>
    /// <param name="status">The status.</param>
    /// <returns>Where to write; writing waits for a slow client.</returns>
    internal async Task<Stream> StreamAsync(string contentType = JsonType, int status = StatusCodes.Status200OK)
    {
        Http.Response.StatusCode = status;
        Http.Response.ContentType = contentType;
        Http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // A stream may be without end: an engine that ends does not wait for it.
        Http.Response.RegisterForDispose(_stopping.UnsafeRegister(static http => ((HttpContext)http!).Abort(), Http));
        await Http.Response.StartAsync(Gone).ConfigureAwait(false);
        await Http.Response.BodyWriter.FlushAsync(Gone).ConfigureAwait(false);
        return Http.Response.Body;
    }

    /// <summary>
    /// Takes the connection away from HTTP, after the body has been read: 101 for a client that asks for an upgrade, else
    /// 200, then raw bytes both ways. It is closed when the handler returns.
    /// </summary>
    /// <param name="contentType">What goes to the client, see <see cref="StreamTypes"/>.</param>
    /// <exception cref="EngineException">The connection cannot be taken: the client speaks HTTP/2.</exception>
    internal Task<HijackedStream> HijackAsync(string contentType)
    {
        IHijackFeature feature = Http.Features.Get<IHijackFeature>()
            ?? throw new EngineException(EngineErrorKind.InvalidParameter, "this connection cannot be used as a raw stream");
        return feature.HijackAsync(Http, contentType);
    }

    /// <summary>Takes the connection away from HTTP for a web socket, whose handshake is answered; RFC 6455.</summary>
    /// <exception cref="EngineException">The client does not ask for one.</exception>
    internal Task<HijackedStream> HijackWebSocketAsync()
    {
        const string Salt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
        string key = Http.Request.Headers.SecWebSocketKey.ToString();
        bool isWanted = Http.Request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase);
        IHijackFeature? feature = Http.Features.Get<IHijackFeature>();
        if (!isWanted || key.Length == 0 || feature is null)
        {
            throw new EngineException(EngineErrorKind.InvalidParameter, "this is for web sockets only");
        }

        // What RFC 6455, §4.2.2, asks for: it shows that this is a web socket's server, and protects nothing.
#pragma warning disable CA5350
        byte[] digest = System.Security.Cryptography.SHA1.HashData(System.Text.Encoding.ASCII.GetBytes(key + Salt));
#pragma warning restore CA5350
        return feature.HijackWebSocketAsync(Http, Convert.ToBase64String(digest));
    }
}
