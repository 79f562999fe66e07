using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Systemd;

/// <summary>
/// The units of packaging/ under names of their own, with folders, a socket and a network of their own; taken out again at
/// the end, and all that ran in them ended.
/// </summary>
public sealed class EngineService : IDisposable
{
    private const string Units = "/run/systemd/system";
    private static readonly string Packaging = Path.Combine(Executables.Checkout, "packaging");
    private readonly OwnNetwork _network;
    private readonly string _name = TestRun.NewName();
    private readonly CommandOptions _surroundings;
    private readonly string _client;

    /// <summary>Writes the units, and starts the socket's.</summary>
    public EngineService()
    {
        SystemdHost.Require();
        _client = Executables.Require("docker", "docker.io");
        Executable = Executables.FindBuilt(CaissondUnderTest.EngineName, CaissondUnderTest.ExecutableVariable) ?? "";
        Assert.SkipWhen(Executable.Length == 0, "there is no caissond to test: run ./build");
        _network = new OwnNetwork();
        string folder = TestRun.NewFolder();
        Socket = Path.Combine(folder, "engine.sock");
        _surroundings = new CommandOptions
        {
            Environment = new Dictionary<string, string> { ["DOCKER_HOST"] = "unix://" + Socket, ["DOCKER_CONFIG"] = folder },
            Timeout = Command.Patience,
        };
        string line = $"{string.Join(' ', [Executables.Require("nsenter", "util-linux"), .. _network.Prefix.Skip(1)])} {Executable} "
            + $"--data-root {folder}/data --exec-root {folder}/exec --config-file {folder}/daemon.json --cgroup-parent /{_name}";
        File.WriteAllText(Path.Combine(folder, "daemon.json"), "{}");
        Write("caissond.service", ServiceUnit, text => text
            .Replace("ExecStart=/usr/bin/caissond", $"Environment=CAISSON_TEST_RUN={TestRun.Marker}\nExecStart={line}", StringComparison.Ordinal)
            .Replace("caissond.socket", SocketUnit, StringComparison.Ordinal));
        Write("caissond.socket", SocketUnit, text => text.Replace("/run/caisson/engine.sock", Socket, StringComparison.Ordinal));
        try
        {
            SystemdHost.Reload();
            Control("start", SocketUnit);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The engine's unit.</summary>
    public string ServiceUnit => $"{_name}.service";

    /// <summary>The unit of its socket.</summary>
    public string SocketUnit => $"{_name}.socket";

    /// <summary>The unix socket.</summary>
    public string Socket { get; }

    /// <summary>The engine's executable.</summary>
    public string Executable { get; }

    /// <summary>Calls the docker client.</summary>
    /// <param name="arguments">The command, its options and arguments.</param>
    public CommandResult Docker(params IEnumerable<string> arguments) => Command.Run(_surroundings, _client, arguments);

    /// <summary>Calls systemctl, which must succeed.</summary>
    /// <param name="arguments">The command, its options and arguments.</param>
    public static void Control(params IEnumerable<string> arguments) =>
        Command.Run(new CommandOptions { Timeout = Command.Patience }, "systemctl", arguments).Succeeded();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Docker("ps", "--all", "--quiet").Lines is { Length: > 0 } left)
        {
            Docker(["rm", "--force", "--volumes", .. left]);
        }

        Command.Run("systemctl", "stop", SocketUnit, ServiceUnit);
        Command.Run("systemctl", "kill", "--kill-whom=all", "--signal=KILL", ServiceUnit);
        Command.Run("systemctl", "reset-failed", ServiceUnit);
        File.Delete(Path.Combine(Units, ServiceUnit));
        File.Delete(Path.Combine(Units, SocketUnit));
        SystemdHost.Reload();
        _network.Dispose();
        HostCleaner.Clean();
    }

    private static void Write(string source, string unit, Func<string, string> change)
    {
        string text = File.ReadAllText(Path.Combine(Packaging, source));
        string changed = change(text);
        Assert.NotEqual(text, changed);
        File.WriteAllText(Path.Combine(Units, unit), changed);
    }
}
