using System.Buffers.Binary;
using System.Net.Sockets;

namespace Caisson.Network.Names;

/// <summary>Messages over TCP: each with its length before it; RFC 1035, section 4.2.2.</summary>
internal static class TcpMessages
{
    /// <summary>Reads a message.</summary>
    /// <returns>Null at the end of the connection, or if the message is too long.</returns>
    internal static async Task<byte[]?> ReadAsync(Socket socket, int maxBytes, CancellationToken cancellation)
    {
        byte[] length = new byte[2];
        if (!await FillAsync(socket, length, cancellation).ConfigureAwait(false))
        {
            return null;
        }

        int count = BinaryPrimitives.ReadUInt16BigEndian(length);
        if (count > maxBytes)
        {
            return null;
        }

        byte[] message = new byte[count];
        return await FillAsync(socket, message, cancellation).ConfigureAwait(false) ? message : null;
    }

    /// <summary>Writes a message.</summary>
    internal static async Task WriteAsync(Socket socket, ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        byte[] framed = new byte[message.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, checked((ushort)message.Length));
        message.CopyTo(framed.AsMemory(2));
        for (int sent = 0; sent < framed.Length;)
        {
            sent += await socket.SendAsync(framed.AsMemory(sent), SocketFlags.None, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<bool> FillAsync(Socket socket, Memory<byte> buffer, CancellationToken cancellation)
    {
        while (buffer.Length > 0)
        {
            int count = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellation).ConfigureAwait(false);
            if (count == 0)
            {
                return false;
            }

            buffer = buffer[count..];
        }

        return true;
    }
}
