using Caisson.Linux.DBus;
using Caisson.Linux.Descriptors;
using Caisson.Linux.Files;
using Caisson.Linux.Processes;

namespace Caisson.Linux.Systemd;

/// <summary>
/// The machine's systemd, or a user's: starts, changes and stops units; org.freedesktop.systemd1(5). Each call waits for
/// its answer, and where a job comes of it for the job's end, 30 seconds at most. Thread: one at a time.
/// </summary>
public sealed class SystemdManager : IDisposable
{
    private const string Service = "org.freedesktop.systemd1";
    private const string ManagerPath = "/org/freedesktop/systemd1";
    private const string ManagerInterface = Service + ".Manager";
    private const string UnitInterface = Service + ".Unit";
    private const string NoSuchUnit = Service + ".NoSuchUnit";
    private const string UnitExists = Service + ".UnitExists";
    private const string JobRemoved = "JobRemoved";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DBusConnection _connection;

    private SystemdManager(DBusConnection connection) => _connection = connection;

    /// <summary>Whether the machine was booted with systemd; sd_booted(3).</summary>
    public static bool IsRunning => FileSystem.TryStatus("/run/systemd/system", followLink: false) is { IsDirectory: true };

    /// <summary>Connects: straight to systemd where it lets this caller, else over the bus.</summary>
    /// <param name="isUser">To the caller's own systemd rather than to the machine's.</param>
    /// <exception cref="DBusException">It is not to be had; the message says where it was looked for.</exception>
    public static SystemdManager Connect(bool isUser)
    {
        if (!isUser)
        {
            return Connect("/run/systemd/private", [new DBusAddress("/run/dbus/system_bus_socket", IsAbstract: false)]);
        }

        string? directory = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        directory = string.IsNullOrEmpty(directory) ? $"/run/user/{Execution.EffectiveIds().User}" : directory;
        List<DBusAddress> buses = DBusAddress.ParseList(Environment.GetEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS") ?? "");
        buses.Add(new DBusAddress($"{directory}/bus", IsAbstract: false));
        return Connect($"{directory}/systemd/private", buses);
    }

    /// <summary>Connects to the first that answers.</summary>
    internal static SystemdManager Connect(string privateSocket, IReadOnlyList<DBusAddress> buses)
    {
        var deadline = new Deadline(Patience);
        string tried;
        try
        {
            return Watching(DBusConnection.ConnectDirectly(new DBusAddress(privateSocket, IsAbstract: false), deadline), deadline);
        }
        catch (Exception e) when (e is LinuxException or DBusException)
        {
            tried = e.Message;
        }

        foreach (DBusAddress bus in buses)
        {
            try
            {
                return Watching(DBusConnection.ConnectOverBus(bus, Service, deadline), deadline);
            }
            catch (Exception e) when (e is LinuxException or DBusException)
            {
                tried += $"; {e.Message}";
            }
        }

        throw new DBusException($"systemd cannot be reached: {tried}");
    }

    /// <summary>Makes and starts a unit, and returns once it has started.</summary>
    /// <exception cref="DBusException">It exists already; a property is not one; it failed to start; it took too long.</exception>
    public void StartTransientUnit(string unit, IReadOnlyList<UnitProperty> properties)
    {
        var deadline = new Deadline(Patience);
        try
        {
            TryStartTransientUnit(unit, properties, deadline);
        }
        catch (DBusException e) when (e.Name == UnitExists)
        {
            // What is left of one that failed has the name until it is forgotten.
            ResetFailedUnit(unit);
            TryStartTransientUnit(unit, properties, deadline);
        }
    }

    /// <summary>Changes properties of a unit until the machine's next start.</summary>
    /// <exception cref="DBusException">There is no such unit; a property is not one.</exception>
    public void SetUnitProperties(string unit, IReadOnlyList<UnitProperty> properties)
    {
        DBusCall call = Manager("SetUnitProperties", "sba(sv)");
        call.Body.WriteText(unit);
        DBusValue.Boolean(true).WriteTo(call.Body);
        WriteProperties(call.Body, properties);
        _connection.Call(call, new Deadline(Patience));
    }

    /// <summary>Stops a unit, which ends what runs in it, and forgets it if it failed. None of the name is no error.</summary>
    /// <exception cref="DBusException">It took too long; the caller may not.</exception>
    public void StopUnit(string unit)
    {
        var deadline = new Deadline(Patience);
        DBusCall call = Manager("StopUnit", "ss");
        call.Body.WriteText(unit);
        call.Body.WriteText("replace");
        if (TryCall(call, deadline) is { } job)
        {
            AwaitJob(job.Body("o").ReadText(), deadline);
            ResetFailedUnit(unit);
        }
    }

    /// <summary>Forgets a unit that failed.</summary>
    public void ResetFailedUnit(string unit)
    {
        DBusCall call = Manager("ResetFailedUnit", "s");
        call.Body.WriteText(unit);
        TryCall(call, new Deadline(Patience));
    }

    /// <summary>Moves a process into the cgroup of a unit with <c>Delegate=</c>, as only systemd may do from elsewhere.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="below">A cgroup below the unit's, as <c>/a/b</c>; empty for the unit's own.</param>
    /// <param name="processId">The process.</param>
    /// <exception cref="DBusException">There is no such unit, process or cgroup; the process is somebody else's.</exception>
    public void AttachProcess(string unit, string below, int processId)
    {
        DBusCall call = Manager("AttachProcessesToUnit", "ssau");
        call.Body.WriteText(unit);
        call.Body.WriteText(below);
        DBusValue.Array("u", DBusValue.Natural((uint)processId)).WriteTo(call.Body);
        _connection.Call(call, new Deadline(Patience));
    }

    /// <summary>What a unit says of itself; null where there is no unit of the name.</summary>
    public string? Describe(string unit)
    {
        DBusCall call = Manager("GetUnit", "s");
        call.Body.WriteText(unit);
        return TryCall(call, new Deadline(Patience)) is { } answer
            ? Text(answer.Body("o").ReadText(), UnitInterface, "Description")
            : null;
    }

    /// <summary>The cgroup of a unit that is a scope or a slice, from the hierarchy's root on; empty where it has none.</summary>
    /// <exception cref="DBusException">There is no such unit; or what it says is no clean path.</exception>
    public string ControlGroup(string unit)
    {
        DBusCall call = Manager("GetUnit", "s");
        call.Body.WriteText(unit);
        string path = _connection.Call(call, new Deadline(Patience)).Body("o").ReadText();
        bool isSlice = unit.EndsWith(".slice", StringComparison.Ordinal);
        string group = Text(path, $"{Service}.{(isSlice ? "Slice" : "Scope")}", "ControlGroup");
        bool isClean = group.Length == 0
            || (group[0] == '/' && group.Length > 1 && !$"{group}/".Contains("/../", StringComparison.Ordinal)
                && !$"{group}/".Contains("/./", StringComparison.Ordinal) && !$"{group}/".Contains("//", StringComparison.Ordinal));
        return isClean ? group : throw DBusReader.Malformed($"\"{group}\" for the cgroup of {unit}");
    }

    /// <summary>The number in systemd's version; 0 where it says something else.</summary>
    public int Version()
    {
        string text = Text(ManagerPath, ManagerInterface, "Version").TrimStart('v');
        int end = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? text : text[..end], out int number) ? number : 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static SystemdManager Watching(DBusConnection connection, Deadline deadline)
    {
        try
        {
            connection.KeepSignal(ManagerInterface, JobRemoved, deadline);
            connection.Call(Manager("Subscribe", ""), deadline);
            return new SystemdManager(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static DBusCall Manager(string member, string signature) =>
        new(Service, ManagerPath, ManagerInterface, member, signature);

    private static void WriteProperties(DBusWriter body, IReadOnlyList<UnitProperty> properties)
    {
        (int, int) array = body.BeginArray('(');
        foreach (UnitProperty property in properties)
        {
            body.Align(DBusWriter.AlignmentOf('('));
            body.WriteText(property.Name);
            property.Value.WriteVariantTo(body);
        }

        body.EndArray(array);
    }

    private void TryStartTransientUnit(string unit, IReadOnlyList<UnitProperty> properties, Deadline deadline)
    {
        DBusCall call = Manager("StartTransientUnit", "ssa(sv)a(sa(sv))");
        call.Body.WriteText(unit);
        call.Body.WriteText("replace");
        WriteProperties(call.Body, properties);
        call.Body.EndArray(call.Body.BeginArray('('));
        string job = _connection.Call(call, deadline).Body("o").ReadText();
        string result = AwaitJob(job, deadline);
        if (result != "done")
        {
            ResetFailedUnit(unit);
            throw new DBusException($"error creating systemd unit `{unit}`: got `{result}`; see systemctl status {unit}");
        }
    }

    private DBusMessage? TryCall(DBusCall call, Deadline deadline)
    {
        try
        {
            return _connection.Call(call, deadline);
        }
        catch (DBusException e) when (e.Name == NoSuchUnit)
        {
            return null;
        }
    }

    private string AwaitJob(string job, Deadline deadline)
    {
        while (true)
        {
            // id, job, unit, result
            DBusReader body = _connection.NextSignal(deadline).Body("uoss");
            body.ReadUInt32();
            string removed = body.ReadText();
            body.ReadText();
            if (removed == job)
            {
                return body.ReadText();
            }
        }
    }

    private string Text(string path, string @interface, string property)
    {
        var call = new DBusCall(Service, path, "org.freedesktop.DBus.Properties", "Get", "ss");
        call.Body.WriteText(@interface);
        call.Body.WriteText(property);
        return _connection.Call(call, new Deadline(Patience)).Body("v").ReadTextVariant();
    }
}
