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
        "systemd-cgroup", "let systemd make the cgroup of a new container, with cgroupsPath as \"slice:prefix:name\"");

    private readonly TextOption _rootless = new(
        "rootless", "whether an ordinary user's systemd is meant: true, false or auto", "auto");

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

    /// <summary>Whether systemd makes the cgroup of a new container.</summary>
    internal bool SystemdCgroup => _systemdCgroup.Value;

    /// <summary>Whether an ordinary user's systemd is meant; null to find out.</summary>
    /// <exception cref="ContainerException">The value is none.</exception>
    internal bool? Rootless => _rootless.ValueOrNull is not { } text || text.Equals("auto", StringComparison.OrdinalIgnoreCase) ? null
        : GoText.TryParseBoolean(text, out bool value) ? value
        : throw new ContainerException($"invalid value {GoText.Quote(text)} for --rootless: it is true, false or auto");

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
