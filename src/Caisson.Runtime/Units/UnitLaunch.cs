using Caisson.Linux.Cgroups;
using Caisson.Linux.Cgroups.Resources;
using Caisson.Linux.Credentials;
using Caisson.Linux.DBus;
using Caisson.Linux.Processes;
using Caisson.Linux.Systemd;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.State;

namespace Caisson.Runtime.Units;

/// <summary>The unit of a new container, from its name to the moment when the container's own process is in it.</summary>
internal sealed class UnitLaunch : IDisposable
{
    private readonly UnitName _name;
    private readonly IReadOnlyList<UnitProperty> _annotations;
    private readonly UnitConnection _connection;
    private Placeholder? _placeholder;

    private UnitLaunch(UnitName name, IReadOnlyList<UnitProperty> annotations, UnitConnection connection)
    {
        _name = name;
        _annotations = annotations;
        _connection = connection;
    }

    /// <summary>The unit.</summary>
    internal ContainerUnit Unit => _connection.Unit;

    /// <summary>The process that holds its cgroup until the container's own is there; 0 if there is none.</summary>
    internal int PlaceholderId => _placeholder?.ProcessId ?? 0;

    /// <summary>Checks what the configuration says of the unit, and connects to systemd. Makes nothing.</summary>
    /// <param name="config">The container's configuration.</param>
    /// <param name="id">The container's name.</param>
    /// <param name="rootless">Whether the user's systemd is to be asked; null to find out.</param>
    /// <exception cref="ContainerException">The configuration names no unit, or there is no systemd.</exception>
    internal static UnitLaunch Prepare(ContainerConfig config, string id, bool? rootless)
    {
        if (!SystemdManager.IsRunning)
        {
            throw new ContainerException(
                "systemd cgroup flag passed, but systemd support for managing cgroups is not available: "
                + "systemd does not run this machine (no /run/systemd/system); leave --systemd-cgroup out");
        }

        bool isUser = rootless ?? IsRootless();
        try
        {
            UnitName name = UnitName.Parse(config.Linux?.CgroupsPath ?? "", id, isUser);
            IReadOnlyList<UnitProperty> annotations = UnitAnnotation.ReadAll(config.Annotations);
            return new UnitLaunch(name, annotations, UnitConnection.Open(id, new ContainerUnit(name.Unit, isUser, "")));
        }
        catch (FormatException e)
        {
            throw new ContainerException($"config.json: {e.Message}", e);
        }
    }

    /// <summary>Starts the unit with its limits.</summary>
    /// <returns>The unit, with its cgroup.</returns>
    /// <exception cref="ContainerException">systemd would not.</exception>
    /// <exception cref="CgroupException">A limit cannot be expressed.</exception>
    internal ContainerUnit Start(CgroupResources resources)
    {
        bool isVersion2 = CgroupHost.Detect().Layout == CgroupLayout.V2;
        List<UnitProperty> properties = Identity();
        properties.Add(new UnitProperty("MemoryAccounting", DBusValue.Boolean(true)));
        properties.Add(new UnitProperty("CPUAccounting", DBusValue.Boolean(true)));
        properties.Add(new UnitProperty(isVersion2 ? "IOAccounting" : "BlockIOAccounting", DBusValue.Boolean(true)));
        properties.Add(new UnitProperty("TasksAccounting", DBusValue.Boolean(true)));

        // Its end is the caller's to decide, not a shutdown's order of units.
        properties.Add(new UnitProperty("DefaultDependencies", DBusValue.Boolean(false)));
        properties.AddRange(UnitSettings.For(resources, memoryLimit: null, _connection));
        properties.AddRange(_annotations);
        return _connection.Start(properties);
    }

    /// <summary>Lets systemd move a process of the container's into the unit.</summary>
    internal void Attach(int processId) => _connection.Attach(processId);

    /// <summary>Takes the placeholder out: the container's own process is there, or will never be.</summary>
    internal void Release()
    {
        _placeholder?.Dispose();
        _placeholder = null;
    }

    /// <summary>Undoes what was done.</summary>
    internal void Remove()
    {
        Release();
        _connection.Stop();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        _connection.Dispose();
    }

    private List<UnitProperty> Identity()
    {
        var properties = new List<UnitProperty> { new("Description", DBusValue.Text(_connection.Description)) };
        if (_name.IsSlice)
        {
            // Where a slice is, its name says; above it there has to be something.
            properties.Add(new UnitProperty("Wants", DBusValue.Array("s", DBusValue.Text(_name.Slice))));
            return properties;
        }

        _placeholder = new Placeholder();
        properties.Add(new UnitProperty("Slice", DBusValue.Text(_name.Slice)));
        properties.Add(new UnitProperty("PIDs", DBusValue.Array("u", DBusValue.Natural((uint)_placeholder.ProcessId))));
        properties.Add(new UnitProperty("Delegate", DBusValue.Boolean(true)));
        return properties;
    }

    // Root of a user namespace has the systemd of whoever made it, unless that is root itself.
    private static bool IsRootless()
    {
        uint user = Execution.EffectiveIds().User;
        return user != 0 || (!UserNamespaceMaps.IsInitial() && UserNamespaceMaps.UserOutside(user) != 0);
    }
}
