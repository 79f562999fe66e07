namespace Caisson.Linux.DBus;

/// <summary>Header fields; D-Bus Specification, "Header Fields".</summary>
internal enum DBusField : byte
{
    /// <summary>The object that is called, or that a signal comes from.</summary>
    Path = 1,

    /// <summary>The interface that the member belongs to.</summary>
    Interface = 2,

    /// <summary>The method's or the signal's name.</summary>
    Member = 3,

    /// <summary>The error's name.</summary>
    ErrorName = 4,

    /// <summary>The serial number of the call that is answered.</summary>
    ReplySerial = 5,

    /// <summary>Whom the message is for.</summary>
    Destination = 6,

    /// <summary>Who sent it.</summary>
    Sender = 7,

    /// <summary>The types of what is in the body.</summary>
    Signature = 8,
}
