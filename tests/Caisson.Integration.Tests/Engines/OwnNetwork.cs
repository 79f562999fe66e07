namespace Caisson.Integration.Tests.Engines;

/// <summary>
/// A network namespace with nothing but the loopback device, held by a process that sleeps: what an engine does to
/// addresses, links and rules stays in there, and outlives the engine.
/// </summary>
public sealed class OwnNetwork : IDisposable
{
    /// <summary>The environment variable that names the host's namespace (<see cref="Current"/>) where the tests themselves run in one of
    /// their own.</summary>
    public const string Variable = "CAISSON_TEST_NETWORK";

    private readonly Command? _holder;

    /// <summary>Makes the namespace, or takes that of the tests.</summary>
    public OwnNetwork()
    {
        Executables.Require("nsenter", "util-linux");
        if (IsOfThisProcess)
        {
            return;
        }

        _holder = Command.Start(
            new CommandOptions(), "unshare", "--net", "sh", "-c", "ip link set lo up && echo ready && exec sleep 1000000");
        Wait.Until(() => _holder.HasExited || _holder.Output.Contains("ready", StringComparison.Ordinal), "a network namespace");
        Assert.False(_holder.HasExited, $"no network namespace:\n{_holder.Error}");
        Assert.NotEqual(Current, Name(Path));
    }

    /// <summary>What the kernel calls the namespace that the tests run in.</summary>
    public static string Current => Name("/proc/self/ns/net");

    /// <summary>Whether the tests run in a namespace of their own already. A variable that somebody has set does not make the host's
    /// one.</summary>
    public static bool IsOfThisProcess => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } host && host != Current;

    /// <summary>The program and options that run what follows in the namespace.</summary>
    public IReadOnlyList<string> Prefix => ["nsenter", $"--net={Path}", "--"];

    /// <summary>The namespace's file.</summary>
    public string Path => $"/proc/{_holder?.Pid ?? Environment.ProcessId}/ns/net";

    /// <summary>Runs a program in the namespace to its end.</summary>
    /// <param name="arguments">The program and its arguments.</param>
    public CommandResult Run(params IEnumerable<string> arguments)
    {
        string[] all = [.. Prefix, .. arguments];
        return Command.Run(all[0], all[1..]);
    }

    private static string Name(string path) => new FileInfo(path).LinkTarget ?? "";

    /// <inheritdoc/>
    public void Dispose()
    {
        _holder?.Kill();
        _holder?.Dispose();
    }
}
