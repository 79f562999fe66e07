using System.Text;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Sockets;

namespace Caisson.Linux.DBus;

/// <summary>A connected and authenticated socket, and messages over it; nothing waits longer than it is told to.</summary>
internal sealed class DBusStream : IDisposable
{
    private const int LineBytesMax = 1024;

    // Of a longer message nobody here wants to know anything.
    private const int KeptBytesMax = 1 << 20;

    private readonly UnixSocket _socket;
    private readonly byte[] _start = new byte[DBusMessage.FixedBytes];

    private DBusStream(UnixSocket socket) => _socket = socket;

    /// <summary>Connects and says who is calling.</summary>
    /// <exception cref="LinuxException">Nobody listens there.</exception>
    /// <exception cref="DBusException">The other end does not want this caller.</exception>
    internal static DBusStream Connect(DBusAddress address, Deadline deadline)
    {
        UnixSocket socket = address.IsAbstract ? UnixSocket.ConnectAbstract(address.Name) : UnixSocket.Connect(address.Name);
        try
        {
            socket.SetNonBlocking(true);
            var stream = new DBusStream(socket);
            stream.Authenticate(deadline);
            return stream;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends all of it.</summary>
    internal void Send(ReadOnlySpan<byte> bytes, Deadline deadline)
    {
        while (!bytes.IsEmpty)
        {
            try
            {
                bytes = bytes[_socket.Send(bytes)..];
            }
            catch (LinuxException e) when (e.Errno == Uapi.Errno.EAGAIN)
            {
                if (!Poll.WaitWritable(_socket, Left(deadline)))
                {
                    throw TooLate();
                }
            }
        }
    }

    /// <summary>The next message; null for one that is too long to be of interest.</summary>
    /// <exception cref="DBusException">The connection ended, what came is no message, or nothing came in time.</exception>
    internal DBusMessage? Receive(Deadline deadline)
    {
        ReadFully(_start, deadline);
        int total = DBusMessage.TotalBytes(_start);
        if (total > KeptBytesMax)
        {
            Drop(total - _start.Length, deadline);
            return null;
        }

        byte[] bytes = new byte[total];
        _start.CopyTo(bytes, 0);
        ReadFully(bytes.AsSpan(_start.Length), deadline);
        return DBusMessage.Parse(bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    // D-Bus Specification, "Authentication Protocol". The kernel tells the other end who is calling; a number beside that
    // would be another one on the other side of a user namespace. All at once: a call that comes together with BEGIN may
    // lie in systemd's buffer until something else comes.
    private void Authenticate(Deadline deadline)
    {
        Send("\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n"u8, deadline);

        // "DATA", "OK GUID"; nothing can follow before there is a call.
        Span<byte> lines = stackalloc byte[LineBytesMax];
        int length = 0;
        while (lines[..length].Count("\r\n"u8) < (lines.StartsWith("DATA"u8) ? 2 : 1))
        {
            length += length < lines.Length
                ? ReadSome(lines[length..], deadline)
                : throw DBusReader.Malformed($"more than {LineBytesMax} bytes before it was called");
        }

        string answer = Encoding.ASCII.GetString(lines[..length]);
        string verdict = answer[(answer.StartsWith("DATA", StringComparison.Ordinal) ? answer.IndexOf('\n') + 1 : 0)..];
        if (!verdict.StartsWith("OK", StringComparison.Ordinal))
        {
            throw new DBusException($"D-Bus: the other end does not take this caller: {verdict.Trim()}");
        }
    }

    private void Drop(int count, Deadline deadline)
    {
        byte[] buffer = new byte[1 << 16];
        for (; count > 0; count -= Math.Min(count, buffer.Length))
        {
            ReadFully(buffer.AsSpan(0, Math.Min(count, buffer.Length)), deadline);
        }
    }

    private void ReadFully(Span<byte> bytes, Deadline deadline)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[ReadSome(bytes, deadline)..];
        }
    }

    private int ReadSome(Span<byte> bytes, Deadline deadline)
    {
        int count;
        while (!_socket.TryRead(bytes, out count))
        {
            if (!Poll.WaitReadable(_socket, Left(deadline)))
            {
                throw TooLate();
            }
        }

        return count > 0 ? count : throw new DBusException("D-Bus: the other end closed the connection");
    }

    private static TimeSpan Left(Deadline deadline) => deadline.RemainingMs is >= 0 and int ms
        ? TimeSpan.FromMilliseconds(ms)
        : Timeout.InfiniteTimeSpan;

    private static DBusException TooLate() => new("D-Bus: no answer in time");
}
