using Caisson.Linux.DBus;

namespace Caisson.Linux.Systemd;

/// <summary>A property of a unit; org.freedesktop.systemd1(5).</summary>
/// <param name="Name">Its name on D-Bus, which is not always the one in unit files.</param>
/// <param name="Value">Its value.</param>
public readonly record struct UnitProperty(string Name, DBusValue Value)
{
    internal UnitProperty(string name, bool value)
        : this(name, DBusValue.Boolean(value))
    {
    }

    internal UnitProperty(string name, ulong value)
        : this(name, DBusValue.Natural(value))
    {
    }

    internal UnitProperty(string name, string value)
        : this(name, DBusValue.Text(value))
    {
    }

    /// <summary><c>NAME=VALUE</c>.</summary>
    public override string ToString() => $"{Name}={Value}";
}
