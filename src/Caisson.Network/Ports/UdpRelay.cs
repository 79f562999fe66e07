using System.Net;
using System.Net.Sockets;

namespace Caisson.Network.Ports;

/// <summary>Passes datagrams on: each sender has a socket of its own towards the container, by which answers find back.</summary>
internal static class UdpRelay
{
    // As docker-proxy has it.
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(90);

    private const int MaxDatagramBytes = 65535;
    private const int MaxSenders = 1024;

    /// <summary>Passes datagrams on until the end; it never throws.</summary>
    internal static async Task RunAsync(Socket socket, IPEndPoint target, CancellationToken end)
    {
        Dictionary<SocketAddress, Socket> senders = [];
        Lock gate = new();
        byte[]? buffer = null;
        SocketAddress from = new(socket.AddressFamily);
        while (!end.IsCancellationRequested)
        {
            try
            {
                // The firewall takes nearly all traffic: no memory is held for what may never come.
                await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.Peek, end).ConfigureAwait(false);
                buffer ??= new byte[MaxDatagramBytes];
                int count = await socket.ReceiveFromAsync(buffer, SocketFlags.None, from, end).ConfigureAwait(false);
                await FindSender(socket, target, senders, gate, from, end).SendAsync(buffer.AsMemory(0, count), end).ConfigureAwait(false);
            }
            catch (SocketException) when (!end.IsCancellationRequested)
            {
                // An earlier datagram was refused; that says nothing about the next one.
                await Task.Yield();
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                break;
            }
        }

        lock (gate)
        {
            foreach (Socket sender in senders.Values)
            {
                sender.Dispose();
            }
        }
    }

    private static Socket FindSender(
        Socket socket, IPEndPoint target, Dictionary<SocketAddress, Socket> senders, Lock gate, SocketAddress from, CancellationToken end)
    {
        lock (gate)
        {
            if (senders.TryGetValue(from, out Socket? known))
            {
                return known;
            }

            if (senders.Count >= MaxSenders)
            {
                throw new SocketException((int)SocketError.NoBufferSpaceAvailable);
            }

            SocketAddress copy = new(from.Family, from.Size);
            from.Buffer.Span[..from.Size].CopyTo(copy.Buffer.Span);
            Socket sender = new(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            sender.Connect(target);
            senders.Add(copy, sender);
            _ = AnswerAsync(socket, sender, copy, senders, gate, end);
            return sender;
        }
    }

    private static async Task AnswerAsync(
        Socket socket, Socket sender, SocketAddress to, Dictionary<SocketAddress, Socket> senders, Lock gate, CancellationToken end)
    {
        byte[] buffer = new byte[MaxDatagramBytes];
        try
        {
            while (true)
            {
                using var idle = CancellationTokenSource.CreateLinkedTokenSource(end);
                idle.CancelAfter(Idle);
                int count = await sender.ReceiveAsync(buffer, SocketFlags.None, idle.Token).ConfigureAwait(false);
                await socket.SendToAsync(buffer.AsMemory(0, count), SocketFlags.None, to, end).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            lock (gate)
            {
                senders.Remove(to);
            }

            sender.Dispose();
        }
    }
}
