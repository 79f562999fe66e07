using Caisson.Linux.DBus;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Sockets;

namespace Caisson.Linux.Tests.Support;

/// <summary>The other end of a D-Bus connection, for one connection: it answers each call as it is told to.</summary>
internal sealed class FakeBus : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly UnixSocket _listener;
    private readonly Thread _thread;
    private readonly Func<FakeBus, DBusMessage, uint, byte[]> _answer;
    private readonly string _greeting;

    /// <summary>Listens.</summary>
    /// <param name="answer">The bytes that answer a call, given its serial number; none to hang up.</param>
    /// <param name="greeting">The answer to the authentication.</param>
    internal FakeBus(Func<FakeBus, DBusMessage, uint, byte[]> answer, string greeting = "DATA\r\nOK 0123\r\n")
    {
        _answer = answer;
        _greeting = greeting;
        _listener = UnixSocket.Listen(Path);
        _thread = new Thread(Serve);
        _thread.Start();
    }

    internal string Path => _directory.File("bus");

    /// <summary>The members that were called, in order.</summary>
    internal List<string> Calls { get; } = [];

    public void Dispose()
    {
        // Whoever has not come by now: a connection that ends lets the thread go.
        try
        {
            UnixSocket.Connect(Path).Dispose();
        }
        catch (LinuxException)
        {
            // It has gone already.
        }

        _thread.Join();
        _listener.Dispose();
        _directory.Dispose();
    }

    internal static byte[] Return(uint serial, string sender = "", params DBusValue[] values) =>
        Message(DBusMessageType.MethodReturn, serial, sender, "", "", "", values);

    /// <summary>A text in a variant.</summary>
    internal static byte[] ReturnVariant(uint serial, string text) => Return(serial, "", DBusValue.Text("v:" + text));

    internal static byte[] Error(uint serial, string name, string text) =>
        Message(DBusMessageType.Error, serial, "", name, "", "", DBusValue.Text(text));

    internal static byte[] JobRemoved(string job, string result, string sender = "") => Message(
        DBusMessageType.Signal, 0, sender, "", "org.freedesktop.systemd1.Manager", "JobRemoved",
        DBusValue.Natural(1u), ObjectPath(job), DBusValue.Text("x.scope"), DBusValue.Text(result));

    /// <summary>A text that goes as an object path.</summary>
    internal static DBusValue ObjectPath(string path) => DBusValue.Text("o:" + path);

    private static byte[] Message(
        DBusMessageType type, uint replyTo, string sender, string error, string @interface, string member, params DBusValue[] values)
    {
        var body = new DBusWriter();
        string signature = "";
        foreach (DBusValue value in values)
        {
            string text = value.ToString();
            char marked = value.Signature == "s" && text.Length > 1 && text[1] == ':' ? text[0] : '\0';
            signature += marked is 'o' or 'v' ? marked.ToString() : value.Signature;
            if (marked == 'v')
            {
                DBusValue.Text(text[2..]).WriteVariantTo(body);
            }
            else
            {
                (marked == 'o' ? DBusValue.Text(text[2..]) : value).WriteTo(body);
            }
        }

        var message = new DBusWriter();
        foreach (byte b in (byte[])[(byte)'l', (byte)type, 0, 1])
        {
            message.WriteByte(b);
        }

        message.WriteUInt32((uint)body.Length);
        message.WriteUInt32(1);
        (int, int) fields = message.BeginArray('(');
        Field(message, DBusField.ReplySerial, "u", replyTo > 0 ? DBusValue.Natural(replyTo) : null);
        Field(message, DBusField.Sender, "s", sender.Length > 0 ? DBusValue.Text(sender) : null);
        Field(message, DBusField.ErrorName, "s", error.Length > 0 ? DBusValue.Text(error) : null);
        Field(message, DBusField.Interface, "s", @interface.Length > 0 ? DBusValue.Text(@interface) : null);
        Field(message, DBusField.Member, "s", member.Length > 0 ? DBusValue.Text(member) : null);
        message.Align(8);
        message.WriteByte((byte)DBusField.Signature);
        message.WriteSignature("g");
        message.WriteSignature(signature);
        message.EndArray(fields);
        message.Align(8);
        message.WriteRaw(body.Written);
        return message.Written.ToArray();
    }

    private static void Field(DBusWriter message, DBusField field, string signature, DBusValue? value)
    {
        if (value is not null)
        {
            message.Align(8);
            message.WriteByte((byte)field);
            message.WriteSignature(signature);
            value.WriteTo(message);
        }
    }

    private void Serve()
    {
        using UnixSocket socket = _listener.Accept();
        try
        {
            byte[] hello = new byte["\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n".Length];
            if (socket.ReadFully(hello) < hello.Length)
            {
                return;
            }

            socket.WriteAll(System.Text.Encoding.ASCII.GetBytes(_greeting));
            while (Next(socket) is { } call)
            {
                byte[] answer = call;
                if (answer.Length == 0)
                {
                    return;
                }

                socket.Send(answer);
            }
        }
        catch (LinuxException)
        {
            // The other end has gone: so does this one.
        }
    }

    private byte[]? Next(UnixSocket socket)
    {
        byte[] start = new byte[DBusMessage.FixedBytes];
        if (socket.ReadFully(start) < start.Length)
        {
            return null;
        }

        byte[] bytes = new byte[DBusMessage.TotalBytes(start)];
        start.CopyTo(bytes, 0);
        socket.ReadFully(bytes.AsSpan(start.Length));
        DBusMessage call = DBusMessage.Parse(bytes);
        Calls.Add(call.Member);
        return _answer(this, call, BitConverter.ToUInt32(bytes, 8));
    }
}
