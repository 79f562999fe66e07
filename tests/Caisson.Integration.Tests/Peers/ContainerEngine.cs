namespace Caisson.Integration.Tests.Peers;

/// <summary>
/// Somebody else's engine that takes the runtime under test for its own: its command line with all the options that
/// keep it apart from an engine that the host may already have.
/// </summary>
public abstract class ContainerEngine : IDisposable
{
    /// <summary>The image of all tests: busybox.</summary>
    public const string Image = "busybox";

    /// <summary>The cgroup below which the engine puts its containers.</summary>
    protected static string CgroupParent { get; } = "/" + TestRun.Marker + "-engine";

    /// <summary>The program and the options before the command.</summary>
    public abstract IReadOnlyList<string> Client { get; }

    /// <summary>The surroundings that the client is started in.</summary>
    public virtual CommandOptions Surroundings { get; } = new();

    /// <summary>Calls the client.</summary>
    /// <param name="arguments">The command, its options and arguments.</param>
    public CommandResult Call(params IEnumerable<string> arguments) =>
        Command.Run(Surroundings, Client[0], [.. Client.Skip(1), .. arguments]);

    /// <summary>Calls the client in a terminal.</summary>
    /// <param name="path">The terminal.</param>
    /// <param name="arguments">The command, its options and arguments.</param>
    public Command CallInTerminal(string path, params IEnumerable<string> arguments) => Terminal.Start(
        path,
        "env",
        [.. Surroundings.Environment.Select(v => $"{v.Key}={v.Value}"), .. Client, .. arguments]);

    /// <summary>Ends the engine and removes what engines leave: their cgroup and their mounts.</summary>
    public virtual void Dispose()
    {
        foreach (string cgroup in HostState.Cgroups().Where(c => c.Contains(CgroupParent)).Reverse().ToArray())
        {
            Wait.TryUntil(() => File.ReadAllText(Path.Combine(cgroup, "cgroup.procs")).Length == 0, Command.Patience);
            Directory.Delete(cgroup);
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the image from a root with busybox.</summary>
    protected void ImportImage()
    {
        string folder = TestRun.NewFolder();
        Bundle.MakeRoot(Path.Combine(folder, "root"));
        string archive = Path.Combine(folder, "busybox.tar");

        // Older than whatever a test makes: a build that begins in the same second can tell its files from these.
        Command.Run("tar", "-C", Path.Combine(folder, "root"), "--mtime=@1400000000", "-cf", archive, ".").Succeeded();
        Call("import", archive, Image).Succeeded();
    }
}
