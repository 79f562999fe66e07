using System.Text.Json.Nodes;
using Caisson.Cli.Options;
using Caisson.Cli.Settings.Values;

namespace Caisson.Cli.Settings;

/// <summary>What a container runs, and what the engine does about its end.</summary>
internal sealed class ProcessFlags : FlagSection
{
    private readonly ListFlag _attach = new("attach", "Attach to STDIN, STDOUT or STDERR")
    { Shorthand = 'a', Check = static v => CheckStream(v) };

    private readonly ListFlag _annotation = new("annotation", "Add an annotation to the container (passed through to the OCI runtime)")
    { Word = "map", Default = "map[]" };

    private readonly TextFlag _domainname = new("domainname", "Container NIS domain name");
    private readonly TextFlag _entrypoint = new("entrypoint", "Overwrite the default ENTRYPOINT of the image");
    private readonly ListFlag _env = new("env", "Set environment variables") { Shorthand = 'e', Check = VariableFiles.CheckVariable };
    private readonly ListFlag _envFile = new("env-file", "Read in a file of environment variables");
    private readonly TextFlag _hostname = new("hostname", "Container host name") { Shorthand = 'h' };
    private readonly SwitchFlag _interactive = new("interactive", "Keep STDIN open even if not attached") { Shorthand = 'i' };
    private readonly ListFlag _label = new("label", "Set meta data on a container") { Shorthand = 'l', Check = VariableFiles.CheckLabel };
    private readonly ListFlag _labelFile = new("label-file", "Read in a line delimited file of labels");
    private readonly TextFlag _logDriver = new("log-driver", "Logging driver for the container");
    private readonly ListFlag _logOpt = new("log-opt", "Log driver options");
    private readonly TextFlag _restart = new("restart", "Restart policy to apply when a container exits") { Default = "no" };
    private readonly SwitchFlag _remove = new("rm", "Automatically remove the container and its associated anonymous volumes when it exits");
    private readonly TextFlag _stopSignal = new("stop-signal", "Signal to stop the container");
    private readonly WholeFlag _stopTimeout = new("stop-timeout", "Timeout (in seconds) to stop a container");
    private readonly SwitchFlag _tty = new("tty", "Allocate a pseudo-TTY") { Shorthand = 't' };
    private readonly TextFlag _user = new("user", "Username or UID (format: <name|uid>[:<group|gid>])") { Shorthand = 'u' };
    private readonly TextFlag _workdir = new("workdir", "Working directory inside the container") { Shorthand = 'w' };

    /// <inheritdoc/>
    internal override IReadOnlyList<Flag> All =>
    [
        _annotation, _attach, _domainname, _entrypoint, _env, _envFile, _hostname, _interactive, _label, _labelFile, _logDriver, _logOpt, _restart,
        _remove, _stopSignal, _stopTimeout, _tty, _user, _workdir,
    ];

    /// <summary>Whether the container has a terminal.</summary>
    internal bool HasTerminal => _tty.Value;

    /// <summary>Whether its input stays open.</summary>
    internal bool IsInteractive => _interactive.Value;

    /// <summary>Whether streams are named.</summary>
    internal bool NamesStreams => _attach.Values.Count > 0;

    /// <summary>Whether it is removed at its end.</summary>
    internal bool IsRemovedAtEnd => _remove.Value;

    /// <summary>Whether a stream is attached.</summary>
    /// <param name="name">stdin, stdout or stderr.</param>
    internal bool IsAttached(string name) =>
        _attach.Values.Any(v => v.Equals(name, StringComparison.OrdinalIgnoreCase))
        || (name == "stdin" ? IsInteractive : !NamesStreams);

    /// <inheritdoc/>
    internal override void Write(JsonObject config, JsonObject host)
    {
        if (_logDriver.Value == "none" && _logOpt.Values.Count > 0)
        {
            throw new FormatException("invalid logging opts for driver none");
        }

        JsonObject policy = RestartPolicy.Parse(_restart.Value);
        if (_remove.Value && (string?)policy["Name"] is not (null or "" or "no"))
        {
            throw new FormatException("conflicting options: cannot specify both --restart and --rm");
        }

        config["AttachStdin"] = IsAttached("stdin");
        config["AttachStdout"] = IsAttached("stdout");
        config["AttachStderr"] = IsAttached("stderr");
        config.Put("Tty", _tty.Value)
            .Put("OpenStdin", _interactive.Value)
            .Put("StdinOnce", _interactive.Value && IsAttached("stdin"))
            .Put("Hostname", _hostname.Value)
            .Put("Domainname", _domainname.Value)
            .Put("User", _user.Value)
            .Put("WorkingDir", _workdir.Value)
            .Put("StopSignal", _stopSignal.Value)
            .Put("StopTimeout", _stopTimeout.ValueOrNull)
            .Put("Env", VariableFiles.Variables(_envFile, _env))
            .Put("Labels", JsonParts.Map(VariableFiles.Labels(_labelFile, _label)));
        if (_entrypoint.IsSet)
        {
            // An empty one stands for none, whatever the image says.
            config["Entrypoint"] = new JsonArray(_entrypoint.Value);
        }

        host["RestartPolicy"] = policy;
        host.Put("AutoRemove", _remove.Value)
            .Put("Annotations", JsonParts.Map(_annotation.Values))
            .Put("LogConfig", new JsonObject().Put("Type", _logDriver.Value).Put("Config", JsonParts.Map(_logOpt.Values)));
    }

    private static void CheckStream(string value)
    {
        if (value.ToLowerInvariant() is not ("stdin" or "stdout" or "stderr"))
        {
            throw new FormatException("valid streams are STDIN, STDOUT and STDERR");
        }
    }
}
