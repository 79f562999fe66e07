using System.Diagnostics;
using System.Text.Json;

namespace Caisson.Bench.Runtime;

/// <summary>One runtime in the race: its worker, and what has been measured so far.</summary>
public sealed class Contender : IDisposable
{
    // crun refuses a host with both versions of cgroups: it is shown a fresh hierarchy of version 2 instead.
    private const string OwnHierarchy =
        "mount --make-rprivate / && umount -R /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup && exec \"$@\"";

    private readonly Process _worker;

    /// <summary>Starts the worker.</summary>
    /// <param name="name">What the report calls the runtime.</param>
    /// <param name="path">Its executable.</param>
    /// <param name="folder">A folder for its bundle.</param>
    /// <param name="states">A folder for its state.</param>
    public Contender(string name, string path, string folder, string states)
    {
        Name = name;
        Version = FirstLineOf(path, "--version");
        bool ownHierarchy = name == "crun" && !File.Exists("/sys/fs/cgroup/cgroup.controllers");
        Note = ownHierarchy ? "on a fresh cgroup2 hierarchy in a mount namespace of its own, without resources: it refuses the hybrid layout" : null;
        string bundle = Path.Combine(folder, name);
        string busybox = BenchBundle.Make(bundle, ["true"], withResources: !ownHierarchy);
        BenchBundle.Make(bundle + "-living", ["sleep", "100000"], withResources: !ownHierarchy);
        string[] line = [Environment.ProcessPath!, Worker.Command, path, bundle, Path.Combine(states, name), busybox];
        if (ownHierarchy)
        {
            line = ["unshare", "--mount", "sh", "-c", OwnHierarchy, "sh", .. line];
        }

        _worker = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>What the report calls the runtime.</summary>
    public string Name { get; }

    /// <summary>The first line of its <c>--version</c>.</summary>
    public string Version { get; }

    /// <summary>What is different for it, or null.</summary>
    public string? Note { get; }

    /// <summary>What was measured, in milliseconds, by its name.</summary>
    public Dictionary<string, List<double>> Times { get; } = [];

    /// <summary>What was measured, in KiB, by its name.</summary>
    public Dictionary<string, List<double>> Memory { get; } = [];

    /// <summary>Has one measurement made.</summary>
    /// <param name="order">The order; see <see cref="Worker"/>.</param>
    /// <param name="into">Where the figures go; null to drop them.</param>
    public void Measure(string order, Dictionary<string, List<double>>? into)
    {
        _worker.StandardInput.WriteLine(order);
        _worker.StandardInput.Flush();
        string answer = _worker.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"{Name} could not be measured ({order})");
        foreach ((string name, double value) in JsonSerializer.Deserialize<Dictionary<string, double>>(answer)!)
        {
            if (into is not null)
            {
                (into.TryGetValue(name, out List<double>? samples) ? samples : into[name] = []).Add(value);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _worker.StandardInput.Close();
        _worker.WaitForExit();
        _worker.Dispose();
    }

    private static string FirstLineOf(string file, string argument)
    {
        using Process process = Process.Start(new ProcessStartInfo(file, [argument]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Split('\n')[0];
    }
}
