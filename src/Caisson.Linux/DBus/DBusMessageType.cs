namespace Caisson.Linux.DBus;

/// <summary>Kinds of message; D-Bus Specification, "Message Format".</summary>
internal enum DBusMessageType : byte
{
    /// <summary>Somebody is to do something.</summary>
    MethodCall = 1,

    /// <summary>It was done.</summary>
    MethodReturn = 2,

    /// <summary>It was not.</summary>
    Error = 3,

    /// <summary>Something happened.</summary>
    Signal = 4,
}
