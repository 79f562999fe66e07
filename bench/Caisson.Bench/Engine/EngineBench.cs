using System.Globalization;
using Caisson.Bench.Images;
using Caisson.Bench.Measurement;

namespace Caisson.Bench.Engine;

/// <summary>
/// caissond against Debian's dockerd with the same client, alternating: containers on each network, calls of the API alone,
/// fifty at once and one after the other, commands in containers, memory, and the network.
/// </summary>
public static class EngineBench
{
    private const int Fifty = 50;
    private const int AtOnce = 8;

    private static readonly (string Label, string Name)[] AllTimes =
    [
        ("docker run --rm true, bridge", "run bridge"), ("docker run --rm true, none", "run none"), ("docker run --rm true, host", "run host"),
        ("GET _ping", "api ping"), ("GET containers/json, 50 running", "api list"), ("GET containers/NAME/json", "api inspect"),
        ("docker exec true", "exec"), ("50 docker run -d, in sequence", "fifty in sequence"),
        ("50 docker run -d, 8 at a time", "fifty at once"), ("docker rm -f of 50", "fifty removed"), .. NetworkFigures.Latencies,
    ];

    /// <summary>Measures, prints the table and writes the figures.</summary>
    /// <param name="options">What and how often.</param>
    /// <returns>The exit code.</returns>
    public static int Run(EngineOptions options)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new InvalidOperationException("engines need root: run it as root");
        }

        string folder = Directory.CreateTempSubdirectory("caisson-bench-").FullName;
        var engines = new List<EngineContender>();
        var disks = new List<OwnDisk>();
        try
        {
            string archive = EngineImage.Make(folder);
            disks.Add(new OwnDisk(Path.Combine(folder, "caisson")));
            disks.Add(new OwnDisk(Path.Combine(folder, "docker")));
            engines.Add(new EngineContender(
                "caissond", Host.Output(options.Caissond, "--version") ?? "", Path.Combine(disks[0].Folder, "engine"), options.Caissond));
            engines.Add(new EngineContender(
                "dockerd", Host.Output("dockerd", "--version") ?? "", Path.Combine(disks[1].Folder, "engine"),
                "dockerd", "--pidfile", Path.Combine(folder, "dockerd.pid"), "--exec-opt", "native.cgroupdriver=cgroupfs"));
            engines.ForEach(e => e.Docker("import", archive, EngineImage.Name));
            Measure(engines, options);
        }
        finally
        {
            engines.ForEach(e => e.Dispose());
            disks.ForEach(d => d.Dispose());
            Directory.Delete(folder, recursive: true);
        }

        Figures[] figures =
            [.. engines.Select(e => new Figures(e.Name, e.Version, null, e.Times, e.Memory) { Gigabits = e.Rates, MemoryLabel = "PSS, " })];
        string heading = string.Create(CultureInfo.InvariantCulture, $"medians of {options.Runs} runs each, {options.Batches} of fifty, alternating");
        Console.Write(Figures.Table(heading, figures, AllTimes.Where(t => engines[0].Times.ContainsKey(t.Name))));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.Output))!);
        File.WriteAllText(options.Output, Figures.Json("engine", figures, Host.Describe()));
        Console.WriteLine($"figures: {options.Output}");
        return 0;
    }

    private static void Measure(List<EngineContender> engines, EngineOptions options)
    {
        if (options.Figures.Contains("memory"))
        {
            engines.ForEach(e => EngineContender.Add(e.Memory, "0 running", e.ProportionalKiB()));
        }

        if (options.Figures.Contains("run"))
        {
            foreach (string network in (string[])["bridge", "none", "host"])
            {
                Series(engines, options.Runs, "run " + network, e => e.Docker("run", "--rm", "--network", network, EngineImage.Name, "true"));
            }
        }

        if (options.Figures.Contains("exec"))
        {
            engines.ForEach(e => e.StartSleepers(0, 1, 1));
            Series(engines, options.Runs, "exec", e => e.Docker("exec", "sleeper-0", "true"));
            engines.ForEach(e => e.RemoveSleepers(0, 1));
        }

        for (int batch = 0; batch < options.Batches && options.Figures.Contains("fifty"); batch++)
        {
            foreach (EngineContender engine in engines)
            {
                Programs.Run("sync");
                engine.Measure("fifty in sequence", () => engine.StartSleepers(0, Fifty, 1));
                engine.Measure("fifty removed", () => engine.RemoveSleepers(0, Fifty));
                engine.Measure("fifty at once", () => engine.StartSleepers(0, Fifty, AtOnce));
                engine.RemoveSleepers(0, Fifty);
            }
        }

        if (options.Figures.Contains("api") || options.Figures.Contains("memory"))
        {
            WithFiftyAndMore(engines, options);
        }

        if (options.Figures.Contains("network"))
        {
            for (int batch = 0; batch < options.Batches; batch++)
            {
                engines.ForEach(NetworkFigures.Measure);
            }
        }
    }

    private static void WithFiftyAndMore(List<EngineContender> engines, EngineOptions options)
    {
        engines.ForEach(e => e.StartSleepers(0, Fifty, AtOnce));
        if (options.Figures.Contains("api"))
        {
            Series(engines, 10 * options.Runs, "api ping", e => e.Get("_ping"));
            Series(engines, 10 * options.Runs, "api list", e => e.Get("containers/json"));
            Series(engines, 10 * options.Runs, "api inspect", e => e.Get("containers/sleeper-7/json"));
        }

        if (options.Figures.Contains("memory"))
        {
            foreach (EngineContender engine in engines)
            {
                EngineContender.Add(engine.Memory, "50 running", engine.ProportionalKiB());
                engine.StartSleepers(Fifty, options.Most - Fifty, AtOnce);
                EngineContender.Add(engine.Memory, $"{options.Most} running", engine.ProportionalKiB());
                engine.RemoveSleepers(Fifty, options.Most - Fifty);
            }
        }

        engines.ForEach(e => e.RemoveSleepers(0, Fifty));
    }

    // One run that fills caches, then all contenders in turn.
    private static void Series(List<EngineContender> engines, int runs, string figure, Action<EngineContender> action)
    {
        for (int run = -1; run < runs; run++)
        {
            foreach (EngineContender engine in engines)
            {
                engine.Measure(run < 0 ? null : figure, () => action(engine));
            }
        }
    }
}
