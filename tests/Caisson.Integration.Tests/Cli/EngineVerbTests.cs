using System.Globalization;
using Caisson.Integration.Tests.Engines;
using Caisson.Integration.Tests.Images.Support;

namespace Caisson.Integration.Tests.Cli;

/// <summary><c>caisson engine</c> and <c>caisson context</c>: an engine that is started, asked for, stopped and taken away by hand.</summary>
public sealed class EngineVerbTests : IDisposable
{
    private readonly HostStateGuard _guard = new();
    private readonly string _folder = TestRun.NewFolder();
    private readonly OwnNetwork _network = new();
    private readonly string[] _roots;
    private readonly CommandOptions _surroundings;
    private readonly string _docker = Executables.Require("docker", "docker.io");

    public EngineVerbTests()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "engines need root");
        File.WriteAllText(SettingsFile, "{}");
        _roots = ["--data-root", Path.Combine(_folder, "data"), "--exec-root", ExecRoot];
        _surroundings = new CommandOptions
        {
            Environment = new Dictionary<string, string>
            {
                ["DOCKER_CONFIG"] = Path.Combine(_folder, ".docker"),
                ["DOCKER_HOST"] = "",
                ["HOME"] = _folder,
            },
            Timeout = Command.Patience,
        };
    }

    private string ExecRoot => Path.Combine(_folder, "exec");

    private string SettingsFile => Path.Combine(_folder, "daemon.json");

    private string Data => _roots[1];

    [Fact]
    public void Engine_StartStatusStopReset_LeavesNothing()
    {
        Assert.Equal("the engine does not run", Engine("status").Exited(3).Text);

        string started = Start().Succeeded().Text;

        int pid = int.Parse(started.Split(' ', ';')[5], CultureInfo.InvariantCulture);
        Assert.Equal($"the engine runs as process {pid}; its socket is {ExecRoot}/engine.sock", started);
        Assert.Equal($"the engine runs already, as process {pid}", Start().Succeeded().Text);
        Assert.Equal(
            [$"the engine runs as process {pid}", $"socket: {ExecRoot}/engine.sock", $"data:   {Data}"], Engine("status").Succeeded().Lines);

        // The context is all that docker needs to find it.
        Caisson("context", "--exec-root", ExecRoot).Succeeded();
        Assert.Equal("caisson", Docker("context", "show").Succeeded().Text);
        Docker("load", "--input", BusyboxImage.Archive).Succeeded();
        Docker("network", "create", "mine").Succeeded();
        Docker("run", "-d", "--name", "lasting", "--network", "mine", "-p", "8000", "-v", "kept:/data", EngineUnderTest.Image, "sleep", "1000").Succeeded();
        int inside = int.Parse(Docker("inspect", "--format", "{{.State.Pid}}", "lasting").Succeeded().Text, CultureInfo.InvariantCulture);

        Assert.Equal("the engine has ended; containers go on running", Engine("stop").Succeeded().Text);
        Assert.Equal("the engine does not run", Engine("stop").Succeeded().Text);
        Assert.False(HostProcesses.IsAlive(pid));
        Assert.True(HostProcesses.IsAlive(inside));
        Start().Succeeded();
        Assert.Equal($"{inside}", Docker("inspect", "--format", "{{.State.Pid}}", "lasting").Succeeded().Text);

        Engine("reset", ["--force", .. Options]).Succeeded();

        Assert.Empty(HostState.Cgroups());
        Assert.False(HostProcesses.IsAlive(inside));
        Assert.DoesNotContain(HostProcesses.PidsOfThisRun(), p => HostProcesses.CommandLine(p).Contains("caisson", StringComparison.Ordinal));
        Assert.DoesNotContain(HostState.MountPointsOfThisRun(), m => m.StartsWith(_folder, StringComparison.Ordinal));
        Assert.False(Directory.Exists(Data) && Directory.EnumerateFileSystemEntries(Data).Any(), "the data folder is not empty");
        Assert.Single(_network.Run("ip", "-o", "link").Succeeded().Lines);
        Assert.Equal("", _network.Run("nft", "list", "tables").Succeeded().Text);
        Assert.Equal("the engine does not run", Engine("status").Exited(3).Text);
    }

    [Fact]
    public void Start_WrongOption_SaysWhatTheLogSays()
    {
        CommandResult result = Engine("start", "--", "--no-such-option").Failed();

        Assert.Contains("no-such-option", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Trim().Split('\n'));
        Assert.Equal("the engine does not run", Engine("status").Exited(3).Text);
        Assert.Contains(
            "open /no/such/file: no such file or directory", Engine("start", "--", "--config-file", "/no/such/file").Failed().Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("default")]
    [InlineData("a/b")]
    public void Context_InvalidName_IsRefused(string name) => Assert.Contains(
        $"context name \"{name}\" is invalid", Caisson("context", "--name", name).Failed().Error, StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Dispose()
    {
        Engine("reset", ["--force", .. Options]);
        _network.Dispose();
        HostCleaner.Clean();
        _guard.Dispose();
    }

    private string[] Options => ["--", "--config-file", SettingsFile, "--cgroup-parent", "/" + TestRun.Marker + "-verbs"];

    private CommandResult Start() => Engine("start", Options);

    // The options of the verb stand before those of the engine.
    private CommandResult Engine(string verb, params string[] arguments) => Caisson(["engine", verb, .. _roots, .. arguments]);

    private CommandResult Caisson(params string[] arguments) => Command.Run(
        _surroundings, _network.Prefix[0], [.. _network.Prefix.Skip(1), CaissonCommand.Path, .. arguments]);

    private CommandResult Docker(params string[] arguments) => Command.Run(_surroundings, _docker, arguments);
}
