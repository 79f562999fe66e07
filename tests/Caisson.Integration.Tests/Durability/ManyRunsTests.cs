using System.Globalization;
using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Durability;

/// <summary>
/// Thousands of containers and a hundred builds leave nothing behind, and no process of the engine grows. Other numbers:
/// <c>CAISSON_ENGINE_RUNS=300 ./test integration -- -class '*ManyRunsTests'</c>.
/// </summary>
public sealed class ManyRunsTests(SharedEngine shared) : IClassFixture<SharedEngine>
{
    private const int RunsPerBuild = 30;
    private const int WarmUp = 300;
    private const int MostNewDescriptors = 8;

    // Heaps breathe: by so much two looks at a process at rest differ. A leak of 1.5 kB for each of three thousand runs is found,
    // in the keeper one of 350 bytes.
    private const long MostNewBytes = 4608 << 10;
    private const long MostNewBytesOfTheKeeper = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    [Fact]
    public void RunsAndBuilds_Many_LeaveNothingAndGrowNothing()
    {
        EngineUnderTest engine = shared.Engine;
        Repeat(engine, WarmUp);
        EngineFootprint before = EngineFootprint.Take(engine);
        Dictionary<int, long> memory = engine.Processes().ToDictionary(p => p, EngineFootprint.OwnBytes);

        Repeat(engine, Rounds.Runs);

        string[] left = [];
        EngineFootprint after = before;
        Wait.TryUntil(
            () => (left = (after = EngineFootprint.Take(engine)).Since(before)).Length == 0, TimeSpan.FromSeconds(20 * TestRun.Slowness));
        Assert.True(left.Length == 0, $"left behind:\n{string.Join('\n', left.Take(50))}");
        foreach ((string program, int count) in after.Descriptors)
        {
            int earlier = before.Descriptors.GetValueOrDefault(program);
            Assert.True(count <= earlier + MostNewDescriptors, $"{program} had {earlier} descriptors open, and has {count}");
        }

        foreach ((int pid, long bytes) in memory)
        {
            Assert.True(HostProcesses.IsAlive(pid), $"process {pid} of the engine is gone");
            long most = bytes + (pid == engine.DaemonPid ? MostNewBytes : MostNewBytesOfTheKeeper);
            long now = long.MaxValue;
            Wait.TryUntil(() => (now = Math.Min(now, EngineFootprint.OwnBytes(pid))) <= most, TimeSpan.FromSeconds(10));
            string report = string.Create(
                CultureInfo.InvariantCulture, $"{HostProcesses.CommandLine(pid).Split(' ')[0]} had {bytes >> 10} KiB, and has {now >> 10} KiB after {Rounds.Runs} runs");
            TestContext.Current.TestOutputHelper?.WriteLine(report);
            Assert.True(now <= most, report);
        }
    }

    // Two shells beside each other, one of which builds now and then.
    private static void Repeat(EngineUnderTest engine, int runs)
    {
        string half = (runs / 2).ToString(CultureInfo.InvariantCulture);
        using Command first = engine.BeginShell(
            $"for i in $(seq {half}); do docker run --rm busybox true || exit 1; done");
        using Command second = engine.BeginShell(
            $$"""
            for i in $(seq {{half}}); do
                docker run --rm busybox true || exit 1
                [ $((i % {{(RunsPerBuild / 2).ToString(CultureInfo.InvariantCulture)}})) -eq 0 ] || continue
                image=$(printf 'FROM busybox\nRUN echo %s > /number\nENV N=%s\n' $i $i | docker build --quiet --network none - 2> /dev/null) || exit 2
                docker rmi $image > /dev/null || exit 3
            done
            """);
        first.Wait(Patience).Succeeded();
        second.Wait(Patience).Succeeded();
    }
}
