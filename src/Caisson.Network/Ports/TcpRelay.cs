using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Caisson.Network.Ports;

/// <summary>Passes connections on, byte by byte, each direction to its end.</summary>
internal static class TcpRelay
{
    private const int BufferBytes = 32 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Takes connections until the end; it never throws.</summary>
    internal static async Task RunAsync(Socket listener, IPEndPoint target, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                Socket client = await listener.AcceptAsync(end).ConfigureAwait(false);
                _ = PassAsync(client, target, end);
            }
            catch (SocketException) when (!end.IsCancellationRequested)
            {
                // The client is gone again, or there are no descriptors: later there may be.
                await Task.Delay(Pause, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private static async Task PassAsync(Socket client, IPEndPoint target, CancellationToken end)
    {
        using (client)
        {
            try
            {
                using Socket server = new(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                await server.ConnectAsync(target, end).ConfigureAwait(false);
                client.NoDelay = true;
                server.NoDelay = true;
                await Task.WhenAll(CopyAsync(client, server, end), CopyAsync(server, client, end)).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Whoever is left sees the connection end.
            }
        }
    }

    private static async Task CopyAsync(Socket from, Socket to, CancellationToken end)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, SocketFlags.None, end).ConfigureAwait(false)) > 0)
            {
                for (int sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), SocketFlags.None, end).ConfigureAwait(false);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
