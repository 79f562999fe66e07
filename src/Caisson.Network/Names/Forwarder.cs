using System.Net.Sockets;
using Caisson.Linux;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Namespaces;

namespace Caisson.Network.Names;

/// <summary>Passes queries on to other servers: each from a socket of its own, so that its port is as hard to guess as can be.</summary>
internal sealed class Forwarder(NamespaceThread threads, FileDescriptor container)
{
    // Resolvers wait five seconds as a rule; in that time a second server can be asked.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Asks one server after the other.</summary>
    /// <returns>The first answer that is one; an error if there is none.</returns>
    internal async Task<byte[]> AskAsync(
        IReadOnlyList<UpstreamServer> servers, byte[] query, DnsQuestion question, bool isTcp, CancellationToken cancellation)
    {
        byte[]? refusal = null;
        foreach (UpstreamServer server in servers)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(Patience);
            try
            {
                byte[] answer = await AskAsync(server, query, question, isTcp, patience.Token).ConfigureAwait(false);
                if (DnsMessage.ResponseCode(answer) is 0 or DnsMessage.NameError)
                {
                    return answer;
                }

                refusal ??= answer;
            }
            catch (Exception e) when (e is SocketException or LinuxException or ObjectDisposedException or EndOfStreamException
                || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                // It does not answer; the next one may.
            }
        }

        return refusal ?? DnsMessage.Error(query, DnsMessage.ServerFailure);
    }

    private async Task<byte[]> AskAsync(
        UpstreamServer server, byte[] query, DnsQuestion question, bool isTcp, CancellationToken cancellation)
    {
        using Socket socket = server.FromContainer
            ? await threads.RunAsync(container, () => Open(server, isTcp)).ConfigureAwait(false)
            : Open(server, isTcp);
        await socket.ConnectAsync(server.Address, cancellation).ConfigureAwait(false);
        if (isTcp)
        {
            await TcpMessages.WriteAsync(socket, query, cancellation).ConfigureAwait(false);
            byte[]? answer = await TcpMessages.ReadAsync(socket, ushort.MaxValue, cancellation).ConfigureAwait(false);
            return answer is not null && DnsMessage.Answers(answer, query, question) ? answer : throw new EndOfStreamException();
        }

        await socket.SendAsync(query, SocketFlags.None, cancellation).ConfigureAwait(false);
        byte[] buffer = new byte[question.MaxAnswerBytes];
        while (true)
        {
            int count = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellation).ConfigureAwait(false);
            if (DnsMessage.Answers(buffer.AsSpan(0, count), query, question))
            {
                return buffer[..count];
            }
        }
    }

    private static Socket Open(UpstreamServer server, bool isTcp) => new(
        server.Address.AddressFamily, isTcp ? SocketType.Stream : SocketType.Dgram, isTcp ? ProtocolType.Tcp : ProtocolType.Udp);
}
