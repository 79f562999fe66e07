using System.Globalization;
using Caisson.Linux.Files;
using Caisson.Oci.RuntimeSpec;
using Caisson.Runtime.CommandLine.Options;
using Caisson.Runtime.Launch;
using Caisson.Runtime.Lifecycle;

namespace Caisson.Runtime.CommandLine.Verbs;

/// <summary><c>exec</c>: one more process in a container that runs.</summary>
internal sealed class ExecVerb : Verb
{
    private const int ProcessFileLimitBytes = 16 << 20;

    private readonly TextOption _consoleSocket = new(
        "console-socket", "unix socket that gets the descriptor of the terminal's other end");

    private readonly TextOption _cwd = new("cwd", "working directory, absolute, in the container");
    private readonly TextListOption _env = new("env", "NAME=value, beside the container's environment") { Alias = 'e' };
    private readonly SwitchOption _tty = new("tty", "give the process a terminal") { Alias = 't' };
    private readonly TextOption _user = new("user", "user and group, as uid[:gid]") { Alias = 'u' };
    private readonly IdListOption _additionalGids = new("additional-gids", "one more group") { Alias = 'g' };
    private readonly TextOption _process = new("process", "file with the process as in config.json") { Alias = 'p' };
    private readonly SwitchOption _detach = new("detach", "do not wait for the process") { Alias = 'd' };
    private readonly TextOption _pidFile = new("pid-file", "file to write the process id to");
    private readonly TextOption _processLabel = new("process-label", "SELinux label of the process");
    private readonly TextOption _apparmor = new("apparmor", "AppArmor profile of the process");
    private readonly SwitchOption _noNewPrivileges = new("no-new-privs", "let the process gain no privileges");
    private readonly TextListOption _capabilities = new("cap", "one more capability for the process") { Alias = 'c' };
    private readonly NumberOption _preserveFds = new(
        "preserve-fds", "number of descriptors from 3 on that the process inherits, behind those of $LISTEN_FDS");

    private readonly TextListOption _cgroup = new(
        "cgroup", "cgroup below the container's to run in, as [controller:]path");

    private readonly SwitchOption _ignorePaused = new("ignore-paused", "do so in a paused container too");

    /// <inheritdoc/>
    internal override string Name => "exec";

    /// <inheritdoc/>
    internal override string Summary => "run one more process in a container that runs";

    /// <inheritdoc/>
    internal override string ArgumentsUsage =>
        "<container-id> <command> [arguments...]\n   or: "
        + ProgramInfo.Name + " exec [command options] -p process.json <container-id>";

    /// <inheritdoc/>
    internal override string Description => """
        Ends with the status of the process, 128 and the number of the signal that
           ended it, or 255 if it could not be run.
        """;

    /// <inheritdoc/>
    internal override ArgumentCount ArgumentCount => ArgumentCount.AtLeast(1);

    /// <inheritdoc/>
    internal override bool OptionsEndAtFirstArgument => true;

    /// <inheritdoc/>
    internal override int FailureStatus => ExitStatus.ExecFailure;

    /// <inheritdoc/>
    internal override string FailurePrefix => "exec failed: ";

    /// <inheritdoc/>
    protected override Option[] Options =>
    [
        _consoleSocket, _cwd, _env, _tty, _user, _additionalGids, _process, _detach, _pidFile, _processLabel, _apparmor,
        _noNewPrivileges, _capabilities, _preserveFds, _cgroup, _ignorePaused,
    ];

    /// <inheritdoc/>
    internal override void Prepare(string[] commandLine) => SealedExecutable.EnsureFor(commandLine);

    /// <inheritdoc/>
    internal override int Run(Invocation invocation) => ExecProcess.Run(invocation.OpenStore(), ToRequest(invocation));

    /// <summary>The request that the options make.</summary>
    /// <exception cref="ContainerException">The user is none.</exception>
    internal ExecRequest ToRequest(Invocation invocation)
    {
        (uint? uid, uint? gid) = ParseUser();
        return new ExecRequest
        {
            Id = invocation.ContainerId,
            Process = _process.ValueOrNull is { } path
                ? ContainerProcess.Load(FileSystem.ReadAllBytes(path, ProcessFileLimitBytes), path)
                : null,
            Args = invocation.Arguments[1..],
            Cwd = _cwd.ValueOrNull,
            Env = _env.Values,
            Uid = uid,
            Gid = gid,
            AdditionalGids = _additionalGids.Values,
            Tty = _tty.IsSet ? _tty.Value : null,
            Capabilities = _capabilities.Values,
            NoNewPrivileges = _noNewPrivileges.IsSet ? _noNewPrivileges.Value : null,
            AppArmor = _apparmor.ValueOrNull,
            ProcessLabel = _processLabel.ValueOrNull,
            ConsoleSocket = BundleOptions.FullPath(_consoleSocket),
            PidFile = BundleOptions.FullPath(_pidFile),
            Detach = _detach.Value,
            PreserveFds = _preserveFds.AsCount(),
            Cgroup = _cgroup.Values,
            IgnorePaused = _ignorePaused.Value,
            Warn = invocation.Log.Warning,
        };
    }

    private (uint? Uid, uint? Gid) ParseUser()
    {
        if (_user.ValueOrNull is not { } text)
        {
            return (null, null);
        }

        int colon = text.IndexOf(':');
        return colon < 0
            ? (ParseId(text, "uid"), null)
            : (ParseId(text[..colon], "uid"), ParseId(text[(colon + 1)..], "gid"));
    }

    private static uint ParseId(string text, string what) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint id)
            ? id
            : throw new ContainerException(
                $"--user: parsing {GoText.Quote(text)} as int for {what} failed: it must be a number");
}
