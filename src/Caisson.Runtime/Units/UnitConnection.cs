using Caisson.Linux.DBus;
using Caisson.Linux.Systemd;
using Caisson.Runtime.State;

namespace Caisson.Runtime.Units;

/// <summary>A container's unit and the systemd that has it. What goes wrong there is the runtime's error.</summary>
internal sealed class UnitConnection : IDisposable
{
    private readonly SystemdManager _systemd;
    private readonly string _id;

    private UnitConnection(SystemdManager systemd, string id, ContainerUnit unit)
    {
        _systemd = systemd;
        _id = id;
        Unit = unit;
    }

    /// <summary>The unit.</summary>
    internal ContainerUnit Unit { get; private set; }

    /// <summary>What the unit calls itself, by which it is told from another of the same name.</summary>
    internal string Description => DescribeContainer(_id);

    /// <summary>The number in systemd's version.</summary>
    internal int SystemdVersion() => Do(_systemd.Version);

    /// <summary>Connects to the systemd that has a container's unit, or is to have it.</summary>
    /// <exception cref="ContainerException">It is not to be had.</exception>
    internal static UnitConnection Open(string id, ContainerUnit unit) =>
        new(Do(() => SystemdManager.Connect(unit.IsUser)), id, unit);

    /// <summary>Starts the unit.</summary>
    /// <returns>The unit, with its cgroup.</returns>
    internal ContainerUnit Start(IReadOnlyList<UnitProperty> properties)
    {
        string group = Do(() =>
        {
            _systemd.StartTransientUnit(Unit.Name, properties);
            return _systemd.ControlGroup(Unit.Name);
        });
        if (group.Length == 0)
        {
            throw new ContainerException($"systemd unit {Unit.Name} has no cgroup: its process has ended");
        }

        return Unit = Unit with { ControlGroup = group };
    }

    /// <summary>Changes properties.</summary>
    internal void Set(IReadOnlyList<UnitProperty> properties)
    {
        if (properties.Count > 0)
        {
            Do(() => _systemd.SetUnitProperties(Unit.Name, properties));
        }
    }

    /// <summary>Moves a process into the unit's cgroup, or one below it.</summary>
    internal void Attach(int processId, string below = "") => Do(() => _systemd.AttachProcess(Unit.Name, below, processId));

    /// <summary>Where its cgroup is; null where there is none, or the name is another unit's by now.</summary>
    internal string? FindControlGroup() => Do(() =>
        _systemd.Describe(Unit.Name) == Description && _systemd.ControlGroup(Unit.Name) is { Length: > 0 } group ? group : null);

    /// <summary>Stops it, if it is there and is this container's.</summary>
    internal void Stop() => Do(() =>
    {
        if (_systemd.Describe(Unit.Name) == Description)
        {
            _systemd.StopUnit(Unit.Name);
        }
    });

    /// <inheritdoc/>
    public void Dispose() => _systemd.Dispose();

    private static string DescribeContainer(string id) => $"Caisson container {id}";

    private static void Do(Action action) => Do(() =>
    {
        action();
        return 0;
    });

    private static T Do<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (DBusException e)
        {
            throw new ContainerException($"systemd: {e.Message}", e);
        }
    }
}
