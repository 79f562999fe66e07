using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Caisson.Bench.Images;
using Caisson.Bench.Measurement;

namespace Caisson.Bench.Engine;

/// <summary>
/// An engine with its data on a disk of its own and a network namespace of its own, which it takes for the host's; driven
/// with the stock docker client, and over its socket where the client would be most of what is measured.
/// </summary>
public sealed class EngineContender : IDisposable
{
    // What runs in the engine's own network: everything else there is the bench's.
    private static readonly string[] EnginePrograms = ["dockerd", "containerd", "containerd-shim", "docker-proxy", "caissond", "caisson-keeper"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Client = Array.Find(["/usr/local/bin/docker", "/usr/bin/docker"], File.Exists) ?? "docker";

    private readonly Process _network;
    private readonly Process _daemon;
    private readonly HttpClient _api;
    private readonly string _folder;

    /// <summary>Starts the engine.</summary>
    /// <param name="name">What the report calls it.</param>
    /// <param name="version">Its version.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="daemon">The executable and its own options; folders and socket are added.</param>
    public EngineContender(string name, string version, string folder, params IEnumerable<string> daemon)
    {
        Name = name;
        Version = version;
        _folder = folder;
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "daemon.json"), "{}");
        Socket = Path.Combine(folder, "engine.sock");
        _network = Programs.Start("unshare", "--net", "sh", "-c", $"ip link set lo up && touch {folder}/network && exec sleep 1000000");
        Programs.WaitUntil(() => File.Exists(Path.Combine(folder, "network")), Patience, "no network namespace");
        _daemon = Programs.Start(
            "nsenter",
            [
                NetworkOption, "--", .. daemon, "--config-file", Path.Combine(folder, "daemon.json"), "--data-root", Path.Combine(folder, "data"),
                "--exec-root", Path.Combine(folder, "exec"), "--host", $"unix://{Socket}", "--cgroup-parent", "/" + Cgroup,
            ]);
        _api = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync }) { BaseAddress = new Uri("http://engine/v1.41/") };
        Programs.WaitUntil(() => _daemon.HasExited || Host.Output(Client, "--host", $"unix://{Socket}", "version") is not null, Patience, $"{name} does not start");
    }

    /// <summary>What the report calls it.</summary>
    public string Name { get; }

    /// <summary>Its version.</summary>
    public string Version { get; }

    /// <summary>Times in milliseconds, by what was measured.</summary>
    public Dictionary<string, List<double>> Times { get; } = [];

    /// <summary>Memory in KiB, by what was measured.</summary>
    public Dictionary<string, List<double>> Memory { get; } = [];

    /// <summary>Gigabits a second, by what was measured.</summary>
    public Dictionary<string, List<double>> Rates { get; } = [];

    /// <summary>The option of nsenter(1) that names its network.</summary>
    public string NetworkOption => $"--net=/proc/{_network.Id.ToString(CultureInfo.InvariantCulture)}/ns/net";

    private string Socket { get; }

    private string Cgroup => "caisson-bench-" + Name;

    /// <summary>Keeps a sample.</summary>
    /// <param name="into">Where.</param>
    /// <param name="figure">What was measured; null to drop it.</param>
    /// <param name="value">The sample.</param>
    public static void Add(Dictionary<string, List<double>> into, string? figure, double value)
    {
        if (figure is not null)
        {
            (into.TryGetValue(figure, out List<double>? samples) ? samples : into[figure] = []).Add(value);
        }
    }

    /// <summary>Calls the client.</summary>
    /// <param name="arguments">The command and its arguments.</param>
    public void Docker(params IEnumerable<string> arguments)
    {
        string[] all = ["--host", $"unix://{Socket}", .. arguments];
        int status = Spawn.Run(Client, all);
        if (status != 0)
        {
            throw new InvalidOperationException($"{Name}: docker {string.Join(' ', all)} failed with status {status}");
        }
    }

    /// <summary>Calls the client and gives what it prints.</summary>
    /// <param name="arguments">The command and its arguments.</param>
    public string Ask(params string[] arguments) =>
        Host.Output(Client, ["--host", $"unix://{Socket}", .. arguments])
        ?? throw new InvalidOperationException($"{Name}: docker {string.Join(' ', arguments)} failed");

    /// <summary>Measures an action.</summary>
    /// <param name="figure">What is measured; null to drop the time.</param>
    /// <param name="action">The action.</param>
    public void Measure(string? figure, Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        Add(Times, figure, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    /// <summary>Asks over the socket, with the connection that is open already.</summary>
    /// <param name="path">What is asked.</param>
    public void Get(string path)
    {
        using HttpResponseMessage answer = _api.GetAsync(new Uri(path, UriKind.Relative)).GetAwaiter().GetResult();
        answer.EnsureSuccessStatusCode();
        answer.Content.CopyTo(Stream.Null, context: null, CancellationToken.None);
    }

    /// <summary>Starts containers that sleep.</summary>
    /// <param name="first">The number of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="atOnce">How many clients call at once.</param>
    public void StartSleepers(int first, int count, int atOnce) => Parallel.For(
        first,
        first + count,
        new ParallelOptions { MaxDegreeOfParallelism = atOnce },
        i => Docker("run", "--detach", "--name", Sleeper(i), EngineImage.Name, "sleep", "1000000"));

    /// <summary>Removes containers that sleep, with one call.</summary>
    /// <param name="first">The number of the first.</param>
    /// <param name="count">How many.</param>
    public void RemoveSleepers(int first, int count) => Docker(["rm", "--force", .. Enumerable.Range(first, count).Select(Sleeper)]);

    /// <summary>The memory of all processes of the engine, in KiB; proc(5), smaps_rollup, Pss.</summary>
    public double ProportionalKiB()
    {
        string network = File.ResolveLinkTarget($"/proc/{_network.Id}/ns/net", returnFinalTarget: false)!.Name;
        double sum = 0;
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
        {
            try
            {
                string program = File.ReadAllText(process + "/comm").Trim();
                if (Array.Exists(EnginePrograms, p => p.StartsWith(program, StringComparison.Ordinal))
                    && File.ResolveLinkTarget(process + "/ns/net", returnFinalTarget: false)!.Name == network)
                {
                    string line = File.ReadLines(process + "/smaps_rollup").Single(l => l.StartsWith("Pss:", StringComparison.Ordinal));
                    sum += double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
                }
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        return sum;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        string[] left = Ask("ps", "--all", "--quiet").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (left.Length > 0)
        {
            Docker(["rm", "--force", .. left]);
        }

        _api.Dispose();
        Programs.End(_daemon);
        foreach (int keeper in Keepers())
        {
            using var process = Process.GetProcessById(keeper);
            process.Kill();
            process.WaitForExit();
        }

        foreach (string mount in File.ReadLines("/proc/self/mounts").Select(l => l.Split(' ')[1])
            .Where(m => m.StartsWith(_folder + "/", StringComparison.Ordinal)).Reverse().ToArray())
        {
            Programs.Run("umount", mount);
        }

        _network.Kill();
        _network.WaitForExit();
        _network.Dispose();
        foreach (string parent in Cgroups())
        {
            Directory.Delete(parent);
        }
    }

    // In each hierarchy of version 1, or in the only one of version 2.
    private string[] Cgroups() => [.. Directory.EnumerateDirectories("/sys/fs/cgroup").Append("/sys/fs/cgroup")
        .Where(h => new DirectoryInfo(h).LinkTarget is null)
        .Select(h => Path.Combine(h, Cgroup)).Where(Directory.Exists)];

    private static string Sleeper(int number) => "sleeper-" + number.ToString(CultureInfo.InvariantCulture);

    // The keeper outlives the daemon on purpose.
    private IEnumerable<int> Keepers() => Process.GetProcessesByName("caisson-keeper")
        .Where(p => File.ReadAllText($"/proc/{p.Id}/cmdline").Contains(_folder, StringComparison.Ordinal)).Select(p => p.Id);

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken token)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), token);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
