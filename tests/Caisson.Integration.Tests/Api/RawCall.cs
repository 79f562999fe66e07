using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Caisson.Integration.Tests.Api;

/// <summary>Calls of the API, byte by byte: what no client would send can be sent, and cut off anywhere.</summary>
public static class RawCall
{
    /// <summary>A request as bytes.</summary>
    /// <param name="line">Method and path.</param>
    /// <param name="body">The body.</param>
    /// <param name="headers">Further header lines, each with its line end.</param>
    public static byte[] Request(string line, string body = "", string headers = "Content-Type: application/json\r\n") => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{line} HTTP/1.1\r\nHost: engine\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));

    /// <summary>Sends a request and reads the answer's head and as much of its body as its Content-Length says.</summary>
    /// <param name="socket">The engine's socket.</param>
    /// <param name="request">The request.</param>
    /// <returns>The status, and the body.</returns>
    public static (int Status, string Body) Send(string socket, byte[] request)
    {
        using Socket connection = Connect(socket);
        using NetworkStream stream = new(connection);
        stream.ReadTimeout = (int)Command.Patience.TotalMilliseconds;
        Task write = Task.Run(() => Write(stream, request));
        using StreamReader reader = new(stream, Encoding.UTF8);
        string status = reader.ReadLine() ?? throw new IOException("the connection was closed without an answer");
        int length = 0;
        while (reader.ReadLine() is { Length: > 0 } header)
        {
            if (header.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase))
            {
                length = int.Parse(header.Split(' ')[1], CultureInfo.InvariantCulture);
            }
        }

        char[] body = new char[length];
        int read = reader.ReadBlock(body, 0, length);
        connection.Close();
        write.GetAwaiter().GetResult();
        return (int.Parse(status.Split(' ')[1], CultureInfo.InvariantCulture), new string(body, 0, read));
    }

    /// <summary>Sends bytes and hangs up.</summary>
    /// <param name="socket">The engine's socket.</param>
    /// <param name="bytes">What is sent.</param>
    /// <param name="reads">Whether the first bytes of the answer are waited for.</param>
    public static void HangUp(string socket, ReadOnlySpan<byte> bytes, bool reads)
    {
        using Socket connection = Connect(socket);
        connection.ReceiveTimeout = (int)Command.Patience.TotalMilliseconds;
        connection.Send(bytes);
        if (reads)
        {
            connection.Receive(new byte[16]);
        }
    }

    /// <summary>An open connection.</summary>
    /// <param name="path">The engine's socket.</param>
    public static Socket Connect(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // The engine may answer, and close, before it has read all.
    private static void Write(NetworkStream stream, byte[] request)
    {
        try
        {
            stream.Write(request);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // What it has answered is what counts.
        }
    }
}
