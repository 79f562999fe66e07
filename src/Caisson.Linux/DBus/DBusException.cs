namespace Caisson.Linux.DBus;

/// <summary>A bus, or who was called over it, answered with an error, with nonsense, or not in time.</summary>
public sealed class DBusException : Exception
{
    /// <summary>Describes it.</summary>
    /// <param name="message">One line.</param>
    /// <param name="name">The error's name where one came: <c>org.freedesktop.systemd1.NoSuchUnit</c>.</param>
    public DBusException(string message, string? name = null)
        : base(message.ReplaceLineEndings(" "))
    {
        Name = name;
    }

    /// <summary>The error's name; null where no error message came.</summary>
    public string? Name { get; }
}
