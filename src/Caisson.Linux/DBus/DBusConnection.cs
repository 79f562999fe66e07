using Caisson.Linux.Descriptors;

namespace Caisson.Linux.DBus;

/// <summary>
/// Calls one service, one call at a time, over a bus or straight to it, and keeps the signals that it was told to keep.
/// Thread: one at a time.
/// </summary>
internal sealed class DBusConnection : IDisposable
{
    private const string Bus = "org.freedesktop.DBus";
    private const string BusPath = "/org/freedesktop/DBus";

    // The jobs of a busy machine that may end between a call and its answer are a few; these are more.
    private const int SignalsMax = 4096;

    private readonly DBusStream _stream;
    private readonly bool _isDirect;
    private readonly Queue<DBusMessage> _signals = new();
    private uint _serial;
    private string _service = "";
    private (string Interface, string Member) _wanted;

    private DBusConnection(DBusStream stream, bool isDirect) => (_stream, _isDirect) = (stream, isDirect);

    /// <summary>Connects straight to a service, without a bus in between.</summary>
    internal static DBusConnection ConnectDirectly(DBusAddress address, Deadline deadline) =>
        new(DBusStream.Connect(address, deadline), isDirect: true);

    /// <summary>Connects to a service over a bus.</summary>
    internal static DBusConnection ConnectOverBus(DBusAddress address, string service, Deadline deadline)
    {
        var connection = new DBusConnection(DBusStream.Connect(address, deadline), isDirect: false);
        try
        {
            connection.Call(new DBusCall(Bus, BusPath, Bus, "Hello"), deadline);

            // Anybody may send a signal over a bus. The bus says truly who sent it, but by this name only.
            var owner = new DBusCall(Bus, BusPath, Bus, "GetNameOwner", "s");
            owner.Body.WriteText(service);
            connection._service = connection.Call(owner, deadline).Body("s").ReadText();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Keeps this signal of the service's from now on, and no other.</summary>
    internal void KeepSignal(string @interface, string member, Deadline deadline)
    {
        _wanted = (@interface, member);
        if (!_isDirect)
        {
            var match = new DBusCall(Bus, BusPath, Bus, "AddMatch", "s");
            match.Body.WriteText($"type='signal',sender='{_service}',interface='{@interface}',member='{member}'");
            Call(match, deadline);
        }
    }

    /// <summary>Calls a method and waits for its answer.</summary>
    /// <exception cref="DBusException">The answer is an error, or there is none in time.</exception>
    internal DBusMessage Call(DBusCall call, Deadline deadline)
    {
        uint serial = ++_serial;
        string destination = call.Destination == Bus || _isDirect ? call.Destination : _service;
        _stream.Send(DBusMessage.WriteCall(serial, destination, call), deadline);
        while (true)
        {
            DBusMessage? message = _stream.Receive(deadline);
            bool isAnswer = message is { Type: DBusMessageType.MethodReturn or DBusMessageType.Error }
                && message.ReplySerial == serial
                && (_isDirect || message.Sender == destination || message.Sender == Bus);
            if (!isAnswer)
            {
                Keep(message);
                continue;
            }

            return message!.Type == DBusMessageType.MethodReturn ? message : throw Error(message);
        }
    }

    /// <summary>The next signal that was to be kept, in the order in which they came.</summary>
    /// <exception cref="DBusException">None comes in time.</exception>
    internal DBusMessage NextSignal(Deadline deadline)
    {
        DBusMessage? signal;
        while (!_signals.TryDequeue(out signal))
        {
            Keep(_stream.Receive(deadline));
        }

        return signal;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void Keep(DBusMessage? message)
    {
        if (message is { Type: DBusMessageType.Signal }
            && message.Interface == _wanted.Interface && message.Member == _wanted.Member
            && (_isDirect || message.Sender == _service))
        {
            if (_signals.Count == SignalsMax)
            {
                _signals.Dequeue();
            }

            _signals.Enqueue(message);
        }
    }

    // The first argument of an error, if it is a text, is for people.
    private static DBusException Error(DBusMessage message)
    {
        string text = message.Signature.StartsWith('s') ? message.Body(message.Signature).ReadText() : "no reason given";
        return new DBusException($"{text} ({message.ErrorName})", message.ErrorName);
    }
}
