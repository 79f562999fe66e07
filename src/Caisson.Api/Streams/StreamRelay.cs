using System.Net.Sockets;
using Caisson.Engine.Streams;

namespace Caisson.Api.Streams;

/// <summary>Passes bytes between a client and the streams of a process.</summary>
internal static class StreamRelay
{
    private const int BufferBytes = 32 << 10;

    /// <summary>Passes them until the output ends, or the client leaves.</summary>
    /// <param name="client">The client.</param>
    /// <param name="pipe">The way to the process; it is closed at the end.</param>
    /// <param name="hasInput">Whether what the client sends is input; it is dropped if not.</param>
    /// <param name="keys">The keys by which the client leaves; null where it has no terminal.</param>
    /// <returns>Whether the client left by its keys.</returns>
    internal static async Task<bool> RunAsync(IByteClient client, ClientPipe pipe, bool hasInput, DetachKeys? keys)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(client.Lost);
        Task output = PassOutputAsync(client, pipe.Socket, ending.Token);
        Task<bool> input = PassInputAsync(client, pipe.Socket, hasInput, keys, ending.Token);
        bool hasLeft = false;
        if (await Task.WhenAny(output, input).ConfigureAwait(false) == input && !(hasLeft = await input.ConfigureAwait(false)))
        {
            await output.ConfigureAwait(false);
        }

        await ending.CancelAsync().ConfigureAwait(false);
        pipe.Dispose();
        await Task.WhenAll(output, input).ConfigureAwait(false);
        return hasLeft;
    }

    private static async Task PassOutputAsync(IByteClient client, Socket socket, CancellationToken cancellation)
    {
        byte[] buffer = new byte[BufferBytes];
        try
        {
            while (await socket.ReceiveAsync(buffer, cancellation).ConfigureAwait(false) is var count and > 0)
            {
                await client.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The process's side or the client's is gone.
        }
    }

    private static async Task<bool> PassInputAsync(
        IByteClient client, Socket socket, bool hasInput, DetachKeys? keys, CancellationToken cancellation)
    {
        byte[] buffer = new byte[BufferBytes];
        byte[] passed = new byte[BufferBytes + (keys?.MaxHeld ?? 0)];
        try
        {
            while (await client.ReadAsync(buffer, cancellation).ConfigureAwait(false) is var count and > 0)
            {
                bool hasLeft = false;
                ReadOnlyMemory<byte> input = buffer.AsMemory(0, count);
                if (keys is not null)
                {
                    hasLeft = keys.Scan(input.Span, passed, out count);
                    input = passed.AsMemory(0, count);
                }

                if (hasInput && !await TrySendAsync(socket, input, cancellation).ConfigureAwait(false))
                {
                    hasInput = false;
                }

                if (hasLeft)
                {
                    return true;
                }
            }

            if (hasInput)
            {
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            // As above.
        }

        return false;
    }

    private static async Task<bool> TrySendAsync(Socket socket, ReadOnlyMemory<byte> input, CancellationToken cancellation)
    {
        try
        {
            while (!input.IsEmpty)
            {
                input = input[await socket.SendAsync(input, cancellation).ConfigureAwait(false)..];
            }

            return true;
        }
        catch (SocketException)
        {
            // The process takes no more input; its output may go on.
            return false;
        }
    }

    private static bool IsEnd(Exception e) =>
        e is OperationCanceledException or IOException or SocketException or ObjectDisposedException;
}
