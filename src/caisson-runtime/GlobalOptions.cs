using Caisson.Runtime.CommandLine.Logging;
using Caisson.Runtime.CommandLine.Options;

namespace Caisson.Runtime.CommandLine;

/// <summary>The options that stand in front of the verb.</summary>
internal sealed class GlobalOptions
{
    private readonly SwitchOption _debug = new("debug", "log what the runtime does, step by step");
    private readonly TextOption _log = new("log", "file that log lines are appended to (without it: standard error)");
    private readonly TextOption _logFormat = new("log-format", "how log lines are written: text or json", "text");
    private readonly TextOption _root = new(
        "root",
        "directory that holds the state of the containers, best on a tmpfs (default: /run/caisson-runtime, or "
        + "caisson-runtime in $XDG_RUNTIME_DIR for an ordinary user)");

    private readonly TextOption _criu = new("criu", "has no effect") { IsHidden = true };
    private readonly SwitchOption _systemdCgroup = new(
        "systemd-cgroup", "leave cgroups to systemd (not supported: create and run refuse)");

    private readonly TextOption _rootless = new(
        "rootless", "true, false or auto: accepted, and found out in any case", "auto");

    private readonly SwitchOption _help = new(OptionParser.HelpName, "show help") { Alias = 'h' };
    private readonly SwitchOption _version = new("version", "print the version") { Alias = 'v' };
    private readonly Option[] _all;

    internal GlobalOptions() =>
        _all = [_debug, _log, _logFormat, _root, _criu, _systemdCgroup, _rootless, _help, _version];

    /// <summary>All of them, for the parser and the help text.</summary>
    internal ReadOnlySpan<Option> All => _all;

    /// <summary>Whether debug lines are logged.</summary>
    internal bool Debug => _debug.Value;

    /// <summary>The log file as given; null for standard error.</summary>
    internal string? LogPath => _log.ValueOrNull;

    /// <summary>Whether help is asked for.</summary>
    internal bool Help => _help.Value;

    /// <summary>Whether the version is asked for.</summary>
    internal bool Version => _version.Value;

    /// <summary>How log lines are written.</summary>
    /// <exception cref="ContainerException">Neither text nor json was given.</exception>
    internal LogFormat LogFormat => _logFormat.Value switch
    {
        "text" => LogFormat.Text,
        "json" => LogFormat.Json,
        _ => throw new ContainerException($"invalid log-format: {_logFormat.Value} (it is text or json)"),
    };

    /// <summary>Refuses to make a container whose cgroup somebody else is to make.</summary>
    /// <exception cref="ContainerException">
    /// It is systemd, which is not spoken to: its cgroupsPath is no path. Or the value of --rootless is none.
    /// </exception>
    internal void CheckCgroupManager()
    {
        if (_systemdCgroup.Value)
        {
            throw new ContainerException(
                "systemd cgroup flag passed, but systemd support for managing cgroups is not available: "
                + "leave --systemd-cgroup out");
        }

        if (_rootless.ValueOrNull is { } text
            && !text.Equals("auto", StringComparison.OrdinalIgnoreCase)
            && !GoText.TryParseBoolean(text, out _))
        {
            throw new ContainerException(
                $"invalid value {GoText.Quote(text)} for --rootless: it is true, false or auto");
        }
    }

    /// <summary>The directory that holds the state, absolute.</summary>
    /// <exception cref="ContainerException">It is <c>/</c>.</exception>
    internal string Root
    {
        get
        {
            if (!_root.IsSet)
            {
                return StateDirectory.Default();
            }

            string root = _root.Value.Length == 0 ? "/" : Path.GetFullPath(_root.Value);

            // Every directory in it would pass for a container, and delete would remove it.
            return root == "/" ? throw new ContainerException("--root must name a directory other than /") : root;
        }
    }
}
