using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Caisson.Integration.Tests.Engines;

namespace Caisson.Integration.Tests.Durability;

/// <summary>An engine that knows many containers starts as quickly as one that knows none, as far as anybody notices.</summary>
public sealed class KnownContainersTests(SharedEngine shared) : IClassFixture<SharedEngine>
{
    private const int Known = 1000;
    private const double TicksPerSecond = 100;

    [Fact]
    public async Task Start_ThousandKnownContainers_TakesLessThanASecond()
    {
        EngineUnderTest engine = shared.Engine;
        using (HttpClient client = EngineClient.Connect(engine))
        {
            await Parallel.ForAsync(0, Known, TestContext.Current.CancellationToken, async (_, cancellation) =>
            {
                using StringContent body = new($$"""{"Image":"{{EngineUnderTest.Image}}","Cmd":["true"]}""", new MediaTypeHeaderValue("application/json"));
                using HttpResponseMessage answer = await client.PostAsync("/containers/create", body, cancellation);
                Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            });
        }

        engine.Kill();
        long start = Stopwatch.GetTimestamp();
        engine.Launch();
        TimeSpan whole = Stopwatch.GetElapsedTime(start);
        double busy = ProcessorSeconds(engine.DaemonPid);

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"answers after {whole.TotalMilliseconds:F0} ms, in which its processors worked {busy * 1000:F0} ms"));
        Assert.Equal(Known, engine.Docker("ps", "--all", "--quiet").Succeeded().Lines.Length);

        // Of its own work: what else the machine does meanwhile is no fault of the engine's.
        Assert.InRange(busy, 0, TestRun.Slowness);
        engine.Docker("container", "prune", "--force").Succeeded();
    }

    // proc_pid_stat(5): utime and stime, the 14th and 15th field, of which the name, in brackets, is the second.
    private static double ProcessorSeconds(int pid)
    {
        string status = File.ReadAllText($"/proc/{pid}/stat");
        string[] fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
        return fields[11..13].Sum(f => long.Parse(f, CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
