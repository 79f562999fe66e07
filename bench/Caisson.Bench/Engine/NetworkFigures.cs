using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Caisson.Bench.Images;
using Caisson.Bench.Measurement;

namespace Caisson.Bench.Engine;

/// <summary>
/// Throughput with iperf3 and latency with sockperf, both run from the host inside the network namespaces of containers:
/// between two containers, and from the host to a published port, on the bridge's address and on loopback.
/// </summary>
internal static partial class NetworkFigures
{
    private const int Seconds = 3;
    private const int IperfPort = 5201;
    private const int SockperfPort = 11111;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Labels and names of the latencies.</summary>
    public static readonly (string Label, string Name)[] Latencies =
    [
        ("round trip container-container", "latency container"), ("round trip host-published port", "latency published"),
        ("the same on 127.0.0.1", "latency loopback"),
    ];

    /// <summary>Measures once.</summary>
    /// <param name="engine">The engine.</param>
    public static void Measure(EngineContender engine)
    {
        engine.Docker(
            "run", "--detach", "--name", "server", "--publish", $"{IperfPort}:{IperfPort}", "--publish", $"{SockperfPort}:{SockperfPort}",
            EngineImage.Name, "sleep", "1000000");
        engine.Docker("run", "--detach", "--name", "client", EngineImage.Name, "sleep", "1000000");
        string server = NetworkOf(engine, "server");
        string client = NetworkOf(engine, "client");
        string address = engine.Ask("inspect", "--format", "{{.NetworkSettings.Networks.bridge.IPAddress}}", "server");
        string gateway = engine.Ask("inspect", "--format", "{{.NetworkSettings.Networks.bridge.Gateway}}", "server");
        using Process iperf = Programs.Start("nsenter", server, "--", "iperf3", "--server");
        using Process sockperf = Programs.Start(
            "nsenter", server, "--", "sockperf", "server", "--tcp", "-i", "0.0.0.0", "-p", SockperfPort.ToString(CultureInfo.InvariantCulture));
        try
        {
            Both(engine, "container", client, address);
            Both(engine, "published", engine.NetworkOption, gateway);
            Both(engine, "loopback", engine.NetworkOption, "127.0.0.1");
        }
        finally
        {
            iperf.Kill();
            sockperf.Kill();
            iperf.WaitForExit();
            sockperf.WaitForExit();
            engine.Docker("rm", "--force", "server", "client");
        }
    }

    private static void Both(EngineContender engine, string figure, string network, string address)
    {
        string? report = null;
        Programs.WaitUntil(
            () => (report = Host.Output("nsenter", network, "--", "iperf3", "--json", "--time", $"{Seconds}", "--client", address)) is not null,
            Patience,
            $"{engine.Name}: iperf3 does not reach {address}");
        double bits = JsonNode.Parse(report!)!["end"]!["sum_received"]!["bits_per_second"]!.GetValue<double>();
        EngineContender.Add(engine.Rates, "throughput " + figure, bits / 1e9);

        string text = Host.Output(
            "nsenter", network, "--", "sockperf", "ping-pong", "--tcp", "-i", address, "-p", $"{SockperfPort}", "-t", $"{Seconds}")
            ?? throw new InvalidOperationException($"{engine.Name}: sockperf does not reach {address}");
        double microseconds = double.Parse(Latency().Match(text).Groups[1].Value, CultureInfo.InvariantCulture);

        // sockperf tells half of the round trip.
        EngineContender.Add(engine.Times, "latency " + figure, 2 * microseconds / 1000);
    }

    private static string NetworkOf(EngineContender engine, string container) =>
        $"--net=/proc/{engine.Ask("inspect", "--format", "{{.State.Pid}}", container)}/ns/net";

    [GeneratedRegex(@"Summary: Latency is ([\d.]+) usec")]
    private static partial Regex Latency();
}
