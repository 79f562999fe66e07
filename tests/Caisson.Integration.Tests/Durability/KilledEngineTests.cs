using System.Globalization;
using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Durability;

/// <summary>
/// <c>kill -9</c> of the daemon at random moments, while containers start, stop, write and are built and images pulled:
/// whatever was acknowledged is there after it has been started again, whatever ran runs on, and what nobody knows of is
/// gone. More moments with <c>CAISSON_ENGINE_KILLS=500</c>; the numbers of a run are in its output.
/// </summary>
public sealed class KilledEngineTests(SharedEngine shared) : IClassFixture<SharedEngine>
{
    private const int Writers = 4;
    private const int LongestMoment = 700;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30 * TestRun.Slowness);

    [Fact]
    public void Kill_AtRandomMomentsUnderLoad_LosesNothing()
    {
        EngineUnderTest engine = shared.Engine;
        Assert.SkipUnless(engine.IsCaisson, "dockerd takes its containers with it");
        int seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var registry = new NetworkRegistry(engine.Network, 5000, hasPasswords: false);
        engine.Shell("docker tag busybox 127.0.0.1:5000/pulled && docker push -q 127.0.0.1:5000/pulled && docker rmi 127.0.0.1:5000/pulled").Succeeded();

        // The cgroup above all containers' is made with the first of them, and stays.
        engine.Docker("run", "--rm", EngineUnderTest.Image, "true").Succeeded();
        EngineFootprint before = EngineFootprint.Take(engine);
        WritingContainer[] writers = [.. Enumerable.Range(0, Writers).Select(i => new WritingContainer(engine, $"writer{i}"))];

        for (int round = 0; round < Rounds.Kills; round++)
        {
            using var load = new EngineLoad(engine, round);
            var moment = TimeSpan.FromMilliseconds(random.Next(LongestMoment));
            Thread.Sleep(moment);
            engine.Kill();
            load.Stop();
            engine.Launch();
            string when = string.Create(
                CultureInfo.InvariantCulture, $"round {round}, killed {moment.TotalMilliseconds} ms after the load began, seed {seed}");
            load.AssertKept(when, Patience);
            Array.ForEach(writers, w => w.AssertUnharmed(when));
            AssertNoOrphans(engine, when);
            load.Remove();
        }

        Array.ForEach(writers, w => w.Remove());
        string[] left = [];
        Wait.TryUntil(() => (left = EngineFootprint.Take(engine).Since(before)).Length == 0, Patience);
        Assert.True(left.Length == 0, $"left behind:\n{string.Join('\n', left.Take(50))}");
    }

    // Every process in a cgroup of the engine belongs to a container that it knows and shows as running.
    private static void AssertNoOrphans(EngineUnderTest engine, string when)
    {
        string[] orphans = [];
        bool none = Wait.TryUntil(
            () =>
            {
                string[] running = engine.Docker("ps", "--quiet", "--no-trunc").Succeeded().Lines;
                orphans =
                [
                    .. EngineFootprint.ContainerProcesses(engine)
                        .Select(p => (Pid: p, Cgroup: CgroupOf(p)))
                        .Where(p => p.Cgroup.Length > 0 && !running.Any(r => p.Cgroup.Contains(r, StringComparison.Ordinal)))
                        .Select(p => $"{p.Pid} {HostProcesses.CommandLine(p.Pid)} in {p.Cgroup}"),
                ];
                return orphans.Length == 0;
            },
            Patience);
        Assert.True(none, $"{when}: processes of no container:\n{string.Join('\n', orphans)}");
    }

    private static string CgroupOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cgroup");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
