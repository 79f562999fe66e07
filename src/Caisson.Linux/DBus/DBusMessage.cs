using System.Buffers.Binary;

namespace Caisson.Linux.DBus;

/// <summary>A message that came in; D-Bus Specification, "Message Format".</summary>
internal sealed class DBusMessage
{
    /// <summary>The part with the lengths of the others.</summary>
    internal const int FixedBytes = 16;

    private const byte LittleEndian = (byte)'l';
    private const byte BigEndian = (byte)'B';
    private const byte ProtocolVersion = 1;

    // What the specification lets a message and its header fields have.
    private const uint TotalMax = 128 << 20;
    private const uint FieldsMax = 64 << 20;

    private readonly byte[] _bytes;
    private readonly int _bodyStart;
    private readonly bool _isBigEndian;

    private DBusMessage(byte[] bytes)
    {
        _bytes = bytes;
        _isBigEndian = bytes[0] == BigEndian;
        Type = (DBusMessageType)bytes[1];
        var reader = new DBusReader(bytes, _isBigEndian);
        while (reader.Position < FixedBytes - sizeof(uint))
        {
            reader.ReadByte();
        }

        int end = reader.ReadArrayEnd('(');
        while (reader.Position < end)
        {
            reader.Align(DBusWriter.AlignmentOf('('));
            ReadField(ref reader);
        }

        reader.Align(DBusWriter.AlignmentOf('('));
        _bodyStart = reader.Position;
    }

    /// <summary>What kind of message it is.</summary>
    internal DBusMessageType Type { get; }

    /// <summary>The message that it answers; 0 if none.</summary>
    internal uint ReplySerial { get; private set; }

    /// <summary>Who sent it, as the bus says, which no sender can change; empty without a bus in between.</summary>
    internal string Sender { get; private set; } = "";

    /// <summary>A signal's interface.</summary>
    internal string Interface { get; private set; } = "";

    /// <summary>A signal's name.</summary>
    internal string Member { get; private set; } = "";

    /// <summary>An error's name.</summary>
    internal string ErrorName { get; private set; } = "";

    /// <summary>The types of what is in the body.</summary>
    internal string Signature { get; private set; } = "";

    /// <summary>Reads the body, which must have these types.</summary>
    /// <exception cref="DBusException">It has others.</exception>
    internal DBusReader Body(string signature) => Signature == signature
        ? new DBusReader(_bytes.AsSpan(_bodyStart), _isBigEndian)
        : throw DBusReader.Malformed($"\"{Signature}\" where \"{signature}\" was expected");

    /// <summary>How long a message is that starts with these bytes.</summary>
    /// <exception cref="DBusException">It is none, or longer than one may be.</exception>
    internal static int TotalBytes(ReadOnlySpan<byte> start)
    {
        bool isBigEndian = start[0] == BigEndian;
        if ((!isBigEndian && start[0] != LittleEndian) || start[3] != ProtocolVersion)
        {
            throw DBusReader.Malformed("what is no D-Bus message");
        }

        uint body = Number(start[4..], isBigEndian);
        uint fields = Number(start[12..], isBigEndian);
        ulong total = FixedBytes + ((fields + 7ul) & ~7ul) + body;
        return fields <= FieldsMax && total <= TotalMax ? (int)total : throw DBusReader.Malformed($"a message of {total} bytes");
    }

    /// <summary>Reads a message.</summary>
    /// <param name="bytes">All of it: as many bytes as <see cref="TotalBytes"/> says.</param>
    internal static DBusMessage Parse(byte[] bytes) => new(bytes);

    /// <summary>Marshals a method call.</summary>
    internal static byte[] WriteCall(uint serial, string destination, DBusCall call)
    {
        var message = new DBusWriter();
        message.WriteByte(LittleEndian);
        message.WriteByte((byte)DBusMessageType.MethodCall);
        message.WriteByte(0);
        message.WriteByte(ProtocolVersion);
        message.WriteUInt32((uint)call.Body.Length);
        message.WriteUInt32(serial);
        (int, int) fields = message.BeginArray('(');
        WriteField(message, DBusField.Path, "o", call.Path);
        WriteField(message, DBusField.Interface, "s", call.Interface);
        WriteField(message, DBusField.Member, "s", call.Member);
        WriteField(message, DBusField.Destination, "s", destination);
        if (call.Signature.Length > 0)
        {
            WriteField(message, DBusField.Signature, "g", call.Signature);
        }

        message.EndArray(fields);
        message.Align(DBusWriter.AlignmentOf('('));
        message.WriteRaw(call.Body.Written);
        return message.Written.ToArray();
    }

    private static void WriteField(DBusWriter message, DBusField field, string signature, string value)
    {
        message.Align(DBusWriter.AlignmentOf('('));
        message.WriteByte((byte)field);
        message.WriteSignature(signature);
        if (signature == "g")
        {
            message.WriteSignature(value);
        }
        else
        {
            message.WriteText(value);
        }
    }

    private void ReadField(ref DBusReader reader)
    {
        var field = (DBusField)reader.ReadByte();
        switch (field)
        {
            case DBusField.Interface:
                Interface = reader.ReadTextVariant();
                break;
            case DBusField.Member:
                Member = reader.ReadTextVariant();
                break;
            case DBusField.ErrorName:
                ErrorName = reader.ReadTextVariant();
                break;
            case DBusField.Sender:
                Sender = reader.ReadTextVariant();
                break;
            case DBusField.Signature:
                Expect(ref reader, "g");
                Signature = reader.ReadSignature();
                break;
            case DBusField.ReplySerial:
                Expect(ref reader, "u");
                ReplySerial = reader.ReadUInt32();
                break;
            default:
                reader.SkipVariant();
                break;
        }
    }

    private static void Expect(ref DBusReader reader, string signature)
    {
        if (reader.ReadSignature() != signature)
        {
            throw DBusReader.Malformed("a header field of a wrong type");
        }
    }

    private static uint Number(ReadOnlySpan<byte> bytes, bool isBigEndian) =>
        isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
