using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;

namespace Caisson.Api.Hosting;

/// <summary>Encrypts a connection, and lets in only clients with a certificate.</summary>
internal sealed class TlsMiddleware(ConnectionDelegate next, SslServerAuthenticationOptions options)
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Serves a connection.</summary>
    internal async Task OnConnectionAsync(ConnectionContext connection)
    {
        IDuplexPipe plain = connection.Transport;
        using DuplexStream transport = new(plain);
        await using SslStream encrypted = new(transport, leaveInnerStreamOpen: true);
        try
        {
            using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
            patience.CancelAfter(HandshakeTimeout);
            await encrypted.AuthenticateAsServerAsync(options, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
        {
            // Whoever knocks without a certificate learns it from TLS.
            return;
        }

        StreamPipeReaderOptions reading = new(leaveOpen: true);
        StreamPipeWriterOptions writing = new(leaveOpen: true);
        PipeReader input = PipeReader.Create(encrypted, reading);
        PipeWriter output = PipeWriter.Create(encrypted, writing);
        connection.Transport = new Pipes(input, output);
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            connection.Transport = plain;
            await input.CompleteAsync().ConfigureAwait(false);
            await output.CompleteAsync().ConfigureAwait(false);
        }
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
