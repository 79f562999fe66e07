using System.Globalization;
using Caisson.Integration.Tests.Harness.Native;

namespace Caisson.Integration.Tests.Engines;

/// <summary>
/// An engine with data, socket and network of its own, driven with the stock docker client. Tests are written against
/// this class and hold for Caisson; CAISSON_TEST_ENGINE=dockerd runs them against Debian's dockerd, which shows
/// whether a test is right.
/// </summary>
public abstract class EngineUnderTest : IDisposable
{
    /// <summary>The environment variable that names the engine, <c>caissond</c> or <c>dockerd</c>; caissond without it.</summary>
    public const string Variable = "CAISSON_TEST_ENGINE";

    /// <summary>The image that every engine has: busybox, with the same id in all of them.</summary>
    public const string Image = BusyboxImage.Name;

    private Command? _daemon;

    /// <summary>Makes the folders; nothing runs yet.</summary>
    protected EngineUnderTest()
    {
        Folder = TestRun.NewFolder();
        DataRoot = Path.Combine(Folder, "data");
        ExecRoot = Path.Combine(Folder, "exec");
        Socket = Path.Combine(Folder, "engine.sock");
        SettingsFile = Path.Combine(Folder, "daemon.json");
        CgroupParent = "/" + TestRun.NewName() + "-engine";
        File.WriteAllText(SettingsFile, "{}");
        Client = Executables.Require("docker", "docker.io");
        string home = Directory.CreateDirectory(Path.Combine(Folder, "home")).FullName;
        Surroundings = new CommandOptions
        {
            Environment = new Dictionary<string, string>
            {
                ["DOCKER_HOST"] = "unix://" + Socket,
                ["DOCKER_CONFIG"] = Path.Combine(home, ".docker"),
                ["DOCKER_BUILDKIT"] = "0",
                ["HOME"] = home,
                ["COLUMNS"] = "200",
            },
            WorkingFolder = home,
            Timeout = Command.Patience,
        };
    }

    /// <summary>What reports call the engine.</summary>
    public abstract string Name { get; }

    /// <summary>True for the engine that this project is about.</summary>
    public bool IsCaisson => Name == CaissondUnderTest.EngineName;

    /// <summary>The folder of all that is the engine's.</summary>
    public string Folder { get; }

    /// <summary>Where images, containers and volumes are kept.</summary>
    public string DataRoot { get; }

    /// <summary>Where what does not survive the machine is kept.</summary>
    public string ExecRoot { get; }

    /// <summary>The unix socket.</summary>
    public string Socket { get; }

    /// <summary>The network that the engine takes for the host's.</summary>
    public OwnNetwork Network { get; } = new();

    /// <summary>The cgroup below which containers are.</summary>
    public string CgroupParent { get; }

    /// <summary>The surroundings of the client: its home folder is the working folder.</summary>
    public CommandOptions Surroundings { get; }

    /// <summary>The daemon's process.</summary>
    public int DaemonPid => _daemon!.Pid;

    /// <summary>What the daemon has written to its standard error.</summary>
    public string DaemonLog => _daemon?.Error ?? "";

    /// <summary>The docker client's executable.</summary>
    protected string Client { get; }

    /// <summary>The settings file, an empty object.</summary>
    protected string SettingsFile { get; }

    /// <summary>Starts the engine that tests are for, with the image; skips the test where it cannot run.</summary>
    public static EngineUnderTest Start()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "engines need root");
        string wanted = Environment.GetEnvironmentVariable(Variable) ?? CaissondUnderTest.EngineName;
        EngineUnderTest engine = wanted switch
        {
            CaissondUnderTest.EngineName => new CaissondUnderTest(),
            DockerdUnderTest.EngineName => new DockerdUnderTest(),
            _ => throw new InvalidOperationException($"{Variable}={wanted}: no such engine"),
        };
        return engine.StartWithImage();
    }

    /// <summary>Starts the daemon and loads the image.</summary>
    public EngineUnderTest StartWithImage()
    {
        try
        {
            Launch();
            Docker("load", "--input", BusyboxImage.Archive).Succeeded();
            return this;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Starts the daemon, which does not run, and waits until it answers.</summary>
    public void Launch()
    {
        string[] line = [.. Network.Prefix, .. DaemonLine];
        _daemon = Command.Start(
            new CommandOptions { Environment = DaemonEnvironment, WorkingFolder = Folder }, line[0], line[1..]);
        Wait.Until(() => _daemon.HasExited || Docker("version").ExitCode == 0, $"{Name} answers");
        Assert.False(_daemon.HasExited, $"{Name} does not start:\n{_daemon.Output}\n{_daemon.Error}");
    }

    /// <summary>Ends the daemon as a service manager does.</summary>
    public void Stop()
    {
        TestLibC.Check(TestLibC.kill(DaemonPid, TestLibC.SIGTERM), "kill");
        _daemon!.Wait();
        _daemon.Dispose();
        _daemon = null;
    }

    /// <summary>Ends the daemon, and it alone, as <c>kill -9</c> does.</summary>
    public void Kill()
    {
        _daemon!.Kill();
        _daemon.Dispose();
        _daemon = null;
    }

    /// <summary>Stops the daemon, removes all that it has, and starts it again, without any image.</summary>
    public void Wipe()
    {
        RemoveContainers();
        Stop();
        ReleaseFolders();
        Command.Run("rm", "-rf", "--one-file-system", DataRoot, ExecRoot).Succeeded();
        Launch();
    }

    /// <summary>Calls the docker client.</summary>
    /// <param name="arguments">The command, its options and arguments.</param>
    public CommandResult Docker(params IEnumerable<string> arguments) => Command.Run(Surroundings, Client, arguments);

    /// <summary>As <see cref="Docker"/>, without waiting for the end.</summary>
    /// <param name="arguments">The command, its options and arguments.</param>
    public Command BeginDocker(params IEnumerable<string> arguments) => Command.Start(Surroundings, Client, arguments);

    /// <summary>Runs a line of shell beside the engine: <c>docker</c> is its client, and 127.0.0.1 its own.</summary>
    /// <param name="line">The line.</param>
    /// <param name="surroundings">The working folder and environment; <see cref="Surroundings"/> where null.</param>
    public CommandResult Shell(string line, CommandOptions? surroundings = null) =>
        Command.Run(surroundings ?? Surroundings, Network.Prefix[0], [.. Network.Prefix.Skip(1), "sh", "-c", line]);

    /// <summary>As <see cref="Shell"/>, without waiting for the end.</summary>
    /// <param name="line">The line.</param>
    public Command BeginShell(string line) =>
        Command.Start(Surroundings, Network.Prefix[0], [.. Network.Prefix.Skip(1), "sh", "-c", line]);

    /// <summary>Asks about a container.</summary>
    /// <param name="name">The container.</param>
    /// <param name="format">What to ask.</param>
    public string Inspect(string name, string format) =>
        Docker("container", "inspect", "--format", format, name).Succeeded().Text;

    /// <summary>The processes that belong to the engine itself, the containers' not among them.</summary>
    public abstract IReadOnlyList<int> Processes();

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        try
        {
            if (_daemon is { HasExited: false })
            {
                RemoveContainers();
                Stop();
            }
        }
        finally
        {
            ReleaseFolders();
            Network.Dispose();
            foreach (string cgroup in HostState.Cgroups().Where(c => c.Contains(CgroupParent, StringComparison.Ordinal)).Reverse().ToArray())
            {
                Wait.TryUntil(() => !Directory.Exists(cgroup) || File.ReadAllText(Path.Combine(cgroup, "cgroup.procs")).Length == 0, Command.Patience);
                TryRemoveCgroup(cgroup);
            }
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>The daemon's executable and arguments.</summary>
    protected abstract IReadOnlyList<string> DaemonLine { get; }

    /// <summary>Variables of the daemon beside those of the tests.</summary>
    protected virtual IReadOnlyDictionary<string, string> DaemonEnvironment { get; } = new Dictionary<string, string>();

    /// <summary>Takes down what a daemon leaves mounted when it ends in order, for one that would come back.</summary>
    protected virtual void ReleaseFolders()
    {
        foreach (string mount in HostState.MountPointsOfThisRun()
            .Where(m => m.StartsWith(Folder + "/", StringComparison.Ordinal)).Reverse().ToArray())
        {
            HostMount.Unmount(mount);
        }
    }

    /// <summary>The children of a process that run a program of this name, and theirs.</summary>
    /// <param name="parent">The process.</param>
    /// <param name="names">What /proc/PID/comm may say.</param>
    protected static IEnumerable<int> Descendants(int parent, params string[] names)
    {
        string file = $"/proc/{parent.ToString(CultureInfo.InvariantCulture)}/task";
        IEnumerable<int> children = Directory.EnumerateDirectories(file)
            .SelectMany(t => File.ReadAllText(Path.Combine(t, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(c => int.Parse(c, CultureInfo.InvariantCulture));
        foreach (int child in children.Where(c => names.Contains(File.ReadAllText($"/proc/{c}/comm").Trim())))
        {
            yield return child;
            foreach (int below in Descendants(child, names))
            {
                yield return below;
            }
        }
    }

    private void RemoveContainers()
    {
        string[] left = Docker("ps", "--all", "--quiet").Lines;
        if (left.Length > 0)
        {
            Docker(["rm", "--force", "--volumes", .. left]);
        }
    }

    private static void TryRemoveCgroup(string cgroup)
    {
        try
        {
            Directory.Delete(cgroup);
        }
        catch (IOException)
        {
            // It is gone already; or something lives in it, which the comparison of the host's state reports.
        }
    }
}
