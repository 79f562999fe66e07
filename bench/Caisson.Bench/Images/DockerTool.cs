using System.Diagnostics;
using Caisson.Bench.Measurement;

namespace Caisson.Bench.Images;

/// <summary>Debian's dockerd with its data in a folder of the bench, and the docker client with the classic builder.</summary>
public sealed class DockerTool : ImageTool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _daemon;
    private readonly string _folder;

    /// <summary>Starts the daemon.</summary>
    /// <param name="folder">Where its data goes.</param>
    public DockerTool(string folder)
        : base("dockerd", ["env", "DOCKER_BUILDKIT=0", "docker", "--host", $"unix://{folder}/docker.sock"])
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        string settings = Path.Combine(folder, "daemon.json");
        File.WriteAllText(settings, "{}");
        _daemon = Programs.Start(
            "dockerd",
            "--config-file", settings, "--data-root", Path.Combine(folder, "data"), "--exec-root", Path.Combine(folder, "exec"),
            "--pidfile", Path.Combine(folder, "pid"), "--host", $"unix://{folder}/docker.sock",
            "--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-forward=false", "--ip-masq=false", "--userland-proxy=false");
        Programs.WaitUntil(() => Host.Output(Command[0], [.. Command.Skip(1), "version"]) is not null, Patience, "dockerd does not start");
    }

    /// <inheritdoc/>
    public override string Version => Host.Output("dockerd", "--version") ?? "";

    /// <inheritdoc/>
    public override void Forget(string image)
    {
        Run("rmi", "--force", image);
        Run("image", "prune", "--all", "--force");
    }

    /// <summary>The daemon does the work; its peak is set back before.</summary>
    public override void MeasureMemory(string figure, params IReadOnlyList<string> arguments)
    {
        // proc(5), clear_refs: 5 resets the peak of resident memory.
        File.WriteAllText($"/proc/{_daemon.Id}/clear_refs", "5");
        Run(arguments);
        Add(Memory, figure, MemoryProbe.PeakKiB(_daemon.Id));
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Programs.End(_daemon);

        // Its network namespace stays mounted, for a daemon that would come back.
        foreach (string mount in File.ReadLines("/proc/self/mounts").Select(l => l.Split(' ')[1]).Where(m => m.StartsWith(_folder, StringComparison.Ordinal)).Reverse().ToArray())
        {
            Programs.Run("umount", mount);
        }
    }
}
