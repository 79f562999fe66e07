using System.Globalization;
using System.Text.Json.Nodes;

namespace Caisson.Integration.Tests.Harness;

/// <summary>One container of one runtime, driven through the runtime's command line.</summary>
public sealed class Container
{
    /// <summary>Names a container; nothing exists yet.</summary>
    /// <param name="runtime">Whose command line.</param>
    /// <param name="bundle">Its bundle, written before each creation.</param>
    /// <param name="stateRoot">What <c>--root</c> names.</param>
    public Container(OciRuntime runtime, Bundle bundle, string stateRoot)
    {
        Runtime = runtime;
        Bundle = bundle;
        StateRoot = stateRoot;
        Id = TestRun.NewName();
    }

    /// <summary>Whose command line drives the container.</summary>
    public OciRuntime Runtime { get; }

    /// <summary>The bundle.</summary>
    public Bundle Bundle { get; }

    /// <summary>The folder of the runtime's state.</summary>
    public string StateRoot { get; }

    /// <summary>The id.</summary>
    public string Id { get; }

    /// <summary>The surroundings that the runtime is started in.</summary>
    public CommandOptions Surroundings { get; set; } = new();

    /// <summary>Options before the command: <c>--log</c>, say.</summary>
    public IReadOnlyList<string> GlobalOptions { get; set; } = [];

    /// <summary>The runtime's answer to <c>state</c>.</summary>
    public JsonNode State => Call("state", Id).Succeeded().Json;

    /// <summary>The status that the runtime names.</summary>
    public string Status => (string)State["status"]!;

    /// <summary>The process id of the container's init on the host.</summary>
    public int Pid => (int)State["pid"]!;

    /// <summary>Calls the runtime with any command.</summary>
    /// <param name="arguments">The command, its options and arguments.</param>
    public CommandResult Call(params IEnumerable<string> arguments) =>
        Command.Run(Surroundings, Runtime.Path, Line(arguments));

    /// <summary>As <see cref="Call"/>, without waiting for the runtime's end.</summary>
    /// <param name="arguments">The command, its options and arguments.</param>
    public Command Begin(params IEnumerable<string> arguments) =>
        Command.Start(Surroundings, Runtime.Path, Line(arguments));

    /// <summary>Writes the bundle and runs the container to its end.</summary>
    /// <param name="options">Options of <c>run</c>.</param>
    public CommandResult Run(params IEnumerable<string> options)
    {
        Bundle.Save();
        return Call(["run", "--bundle", Bundle.Folder, .. options, Id]);
    }

    /// <summary>Writes the bundle and creates the container.</summary>
    /// <param name="options">Options of <c>create</c>.</param>
    public CommandResult Create(params IEnumerable<string> options)
    {
        Bundle.Save();
        return Call(["create", "--bundle", Bundle.Folder, .. options, Id]);
    }

    /// <summary>Starts the created container.</summary>
    public CommandResult Start() => Call("start", Id);

    /// <summary>Creates and starts the container.</summary>
    /// <returns>What <c>create</c> wrote: the program's output goes there too.</returns>
    public CommandResult CreateAndStart()
    {
        CommandResult created = Create().Succeeded();
        Start().Succeeded();
        return created;
    }

    /// <summary>Runs a program in the container to its end.</summary>
    /// <param name="arguments">Options of <c>exec</c>, which end where the program's name stands.</param>
    public CommandResult Exec(params IReadOnlyList<string> arguments)
    {
        int options = CountOptions(arguments);
        return Call(["exec", .. arguments.Take(options), Id, .. arguments.Skip(options)]);
    }

    /// <summary>Runs a script in the container to its end.</summary>
    /// <param name="script">The script.</param>
    public CommandResult ExecScript(string script) => Exec("sh", "-c", script);

    /// <summary>Sends a signal.</summary>
    /// <param name="signal">The signal, as <c>kill</c> takes it.</param>
    public CommandResult Kill(string signal = "KILL") => Call("kill", Id, signal);

    /// <summary>Deletes the container, whatever state it is in.</summary>
    public CommandResult DeleteForce() => Call("delete", "--force", Id);

    /// <summary>Waits until the runtime calls the container by this status.</summary>
    /// <param name="status">The status.</param>
    public void WaitFor(string status) => Wait.Until(() => Status == status, $"container {Id} is {status}");

    /// <summary>
    /// Waits until the program has set its trap for SIGTERM: a signal for which the first process of a PID namespace has
    /// no handler is lost.
    /// </summary>
    public void WaitForTrap()
    {
        const ulong Term = 1UL << (15 - 1);
        string status = Proc("status");
        Wait.Until(() => (Caught(status) & Term) != 0, "the trap is set");
    }

    /// <summary>A file of the container's init in the host's /proc.</summary>
    /// <param name="file">The path below /proc/PID.</param>
    public string Proc(string file) => $"/proc/{Pid.ToString(CultureInfo.InvariantCulture)}/{file}";

    // proc_pid_status(5): a bit for each signal that is caught.
    private static ulong Caught(string status) => ulong.Parse(
        File.ReadLines(status).First(l => l.StartsWith("SigCgt:", StringComparison.Ordinal)).Split('\t')[1],
        NumberStyles.HexNumber,
        CultureInfo.InvariantCulture);

    private IEnumerable<string> Line(IEnumerable<string> arguments) =>
        ["--root", StateRoot, .. GlobalOptions, .. arguments];

    // Options of exec that take a value are written as one word here: --user=1, not --user 1.
    private static int CountOptions(IReadOnlyList<string> arguments)
    {
        int count = 0;
        while (count < arguments.Count && arguments[count].StartsWith('-'))
        {
            count++;
        }

        return count;
    }
}
