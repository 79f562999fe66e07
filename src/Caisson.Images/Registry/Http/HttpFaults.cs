using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Caisson.Images.Registry.Http;

/// <summary>Says in our words what has gone wrong below, and whether another try may help.</summary>
internal static class HttpFaults
{
    /// <summary>Whether an exception comes from the network, and is to be translated.</summary>
    internal static bool IsNetwork(Exception e) => e is HttpRequestException or IOException or SocketException;

    /// <summary>The error for an exception of the network.</summary>
    /// <param name="e">What was caught.</param>
    /// <param name="host">With whom.</param>
    /// <returns>An <see cref="ImageException"/> or a <see cref="TransientException"/>.</returns>
    internal static Exception Translate(Exception e, string host)
    {
        for (Exception? inner = e; inner is not null; inner = inner.InnerException)
        {
            // An error of our own, from opening the connection.
            if (inner is ImageException)
            {
                return inner;
            }
        }

        HttpRequestError error = e switch
        {
            HttpRequestException request => request.HttpRequestError,
            HttpIOException io => io.HttpRequestError,
            SocketException => HttpRequestError.ConnectionError,
            _ => HttpRequestError.Unknown,
        };
        return error switch
        {
            HttpRequestError.SecureConnectionError => Error($"registry {host}: no secure connection: {Reason(e)}", e),
            HttpRequestError.ConfigurationLimitExceeded => new ImageException(
                ImageErrorKind.LimitExceeded, $"registry {host}: sends more in headers than is accepted", e),
            HttpRequestError.InvalidResponse => Error($"registry {host}: does not answer as HTTP does", e),
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError =>
                Transient($"registry {host}: cannot be reached: {Reason(e)}", e),
            HttpRequestError.ResponseEnded => Transient($"registry {host}: has closed the connection in the middle of its answer", e),
            _ => Transient($"registry {host}: the connection has failed: {Reason(e)}", e),
        };
    }

    /// <summary>The error for a server that says nothing.</summary>
    internal static TransientException Stalled(string host, TimeSpan period) => new(new ImageException(
        ImageErrorKind.Unavailable, $"registry {host}: has sent next to nothing for {period.TotalSeconds:0.###} s"));

    /// <summary>How long a server wants to be left alone.</summary>
    internal static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        RetryConditionHeaderValue? value = response.Headers.RetryAfter;
        TimeSpan? pause = value?.Delta ?? (value?.Date - time.GetUtcNow());
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }

    private static ImageException Error(string message, Exception e) => new(ImageErrorKind.Unavailable, message, e);

    private static TransientException Transient(string message, Exception e) => new(Error(message, e));

    private static string Reason(Exception e)
    {
        Exception last = e;
        for (Exception? inner = e; inner is not null; inner = inner.InnerException)
        {
            last = inner;
            if (inner is SocketException socket)
            {
                return socket.SocketErrorCode switch
                {
                    SocketError.ConnectionRefused => "connection refused",
                    SocketError.HostNotFound or SocketError.NoData => "no such host",
                    SocketError.TryAgain => "its name cannot be resolved at the moment",
                    SocketError.ConnectionReset => "connection reset by peer",
                    SocketError.HostUnreachable => "no route to host",
                    SocketError.NetworkUnreachable => "network is unreachable",
                    _ => Sentence(socket.Message),
                };
            }

            if (inner is AuthenticationException)
            {
                return Sentence(inner.Message);
            }
        }

        return Sentence(last.Message);
    }

    private static string Sentence(string message)
    {
        string line = PlainText.Line(message).TrimEnd('.');
        return line.Length > 1 && char.IsUpper(line[0]) && char.IsLower(line[1]) ? char.ToLowerInvariant(line[0]) + line[1..] : line;
    }
}
