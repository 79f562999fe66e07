using System.Text.Json.Nodes;
using Caisson.Cli.Options;
using Caisson.Cli.Settings.Values;

namespace Caisson.Cli.Settings;

/// <summary>What walls a container has, and what it may do.</summary>
internal sealed class IsolationFlags : FlagSection
{
    private readonly ListFlag _capAdd = new("cap-add", "Add Linux capabilities");
    private readonly ListFlag _capDrop = new("cap-drop", "Drop Linux capabilities");
    private readonly TextFlag _cgroupParent = new("cgroup-parent", "Optional parent cgroup for the container");
    private readonly TextFlag _cgroupns = new(
        "cgroupns",
        "Cgroup namespace to use (host|private)\n"
        + "'host':    Run the container in the Docker host's cgroup namespace\n"
        + "'private': Run the container in its own private cgroup namespace\n"
        + "'':        Use the cgroup namespace as configured by the\n"
        + "           default-cgroupns-mode option on the daemon (default)");

    private readonly ListFlag _groupAdd = new("group-add", "Add additional groups to join");
    private readonly SwitchFlag _init = new("init", "Run an init inside the container that forwards signals and reaps processes");
    private readonly TextFlag _ipc = new("ipc", "IPC mode to use");
    private readonly TextFlag _isolation = new("isolation", "Container isolation technology");
    private readonly TextFlag _pid = new("pid", "PID namespace to use");
    private readonly SwitchFlag _privileged = new("privileged", "Give extended privileges to this container");
    private readonly SwitchFlag _readOnly = new("read-only", "Mount the container's root filesystem as read only");
    private readonly TextFlag _runtime = new("runtime", "Runtime to use for this container");
    private readonly ListFlag _securityOpt = new("security-opt", "Security Options");
    private readonly ListFlag _sysctl = new("sysctl", "Sysctl options") { Word = "map", Default = "map[]", Check = HostName.CheckSysctl };
    private readonly TextFlag _userns = new("userns", "User namespace to use");
    private readonly TextFlag _uts = new("uts", "UTS namespace to use");

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> All =>
    [
        _capAdd, _capDrop, _cgroupParent, _cgroupns, _groupAdd, _init, _ipc, _isolation, _pid, _privileged, _readOnly, _runtime, _securityOpt,
        _sysctl, _userns, _uts,
    ];

    /// <inheritdoc/>
    internal override void Write(JsonObject config, JsonObject host)
    {
        Require(_pid.Value is "" or "host" || (_pid.Value.StartsWith("container:", StringComparison.Ordinal) && _pid.Value[^1] != ':'), "--pid: invalid PID mode");
        Require(_uts.Value is "" or "host", "--uts: invalid UTS mode");
        Require(_userns.Value is "" or "host", "--userns: invalid USER mode");
        Require(_cgroupns.Value is "" or "host" or "private", "--cgroupns: invalid CGROUP mode");
        SecurityOption.Write(_securityOpt.Values, host);
        string[] added = Capabilities(_capAdd);
        host.Put("CapAdd", added)
            .Put("CapDrop", Capabilities(_capDrop).Except(added))
            .Put("CgroupParent", _cgroupParent.Value)
            .Put("CgroupnsMode", _cgroupns.Value)
            .Put("GroupAdd", _groupAdd.Values)
            .Put("IpcMode", _ipc.Value)
            .Put("Isolation", _isolation.Value)
            .Put("PidMode", _pid.Value)
            .Put("Privileged", _privileged.Value)
            .Put("ReadonlyRootfs", _readOnly.Value)
            .Put("Runtime", _runtime.Value)
            .Put("Sysctls", JsonParts.Map(_sysctl.Values))
            .Put("UsernsMode", _userns.Value)
            .Put("UTSMode", _uts.Value);
        if (_init.IsSet)
        {
            host["Init"] = _init.Value;
        }
    }

    // In the one form that everybody understands. All of them are all, whichever are named beside.
    private static string[] Capabilities(ListFlag flag)
    {
        const string All = "ALL";
        const string Prefix = "CAP_";
        string[] names =
        [
            .. flag.Values.Select(v => v.Trim().ToUpperInvariant())
                .Select(v => v == All || v.StartsWith(Prefix, StringComparison.Ordinal) ? v : Prefix + v)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        return names.Contains(All) ? [All] : names;
    }

    private static void Require(bool isRight, string fault)
    {
        if (!isRight)
        {
            throw new FormatException(fault);
        }
    }
}
