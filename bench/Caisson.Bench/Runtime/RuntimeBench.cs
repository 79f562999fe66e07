using Caisson.Bench.Measurement;

namespace Caisson.Bench.Runtime;

/// <summary>
/// caisson-runtime against runc and crun on the same bundle, alternating: create + start + wait + delete of
/// <c>true</c> in six new namespaces (pid, network, ipc, uts, mount, cgroup), exec of <c>true</c>, and peak memory.
/// </summary>
public static class RuntimeBench
{
    private const int MemoryRuns = 5;

    private static readonly ManualResetEventSlim Calm = new();

    /// <summary>Measures, prints the table and writes the figures.</summary>
    /// <param name="options">What and how often.</param>
    /// <returns>The exit code.</returns>
    public static int Run(RuntimeOptions options)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new InvalidOperationException("containers need root: run it as root");
        }

        string folder = Directory.CreateTempSubdirectory("caisson-bench-").FullName;

        // Runtimes keep their state below /run, a tmpfs on nearly every host; this is one on all.
        string states = $"/dev/shm/{Path.GetFileName(folder)}";
        var contenders = new List<Contender>();
        try
        {
            foreach (string name in options.Names)
            {
                contenders.Add(new Contender(name, FindRuntime(name, options), folder, states));
            }

            Measure(contenders, options);
        }
        finally
        {
            contenders.ForEach(c => c.Dispose());
            Directory.Delete(folder, recursive: true);
            if (Directory.Exists(states))
            {
                Directory.Delete(states, recursive: true);
            }
        }

        Console.Write(RuntimeReport.Table(contenders, options));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.Output))!);
        File.WriteAllText(options.Output, RuntimeReport.Json(contenders, Host.Describe()));
        Console.WriteLine($"figures: {options.Output}");
        return 0;
    }

    private static void Measure(List<Contender> contenders, RuntimeOptions options)
    {
        for (int run = -options.Warmup; run < options.Runs; run++)
        {
            foreach (string order in new[] { "lifecycle", "exec" })
            {
                foreach (Contender contender in contenders)
                {
                    Calm.Wait(options.Pause);
                    contender.Measure(order, run < 0 ? null : contender.Times);
                }
            }
        }

        for (int run = 0; run < MemoryRuns; run++)
        {
            contenders.ForEach(c => c.Measure("memory", c.Memory));
        }
    }

    private static string FindRuntime(string name, RuntimeOptions options)
    {
        string[] places = name == options.Names[0] && name == "caisson-runtime"
            ? [Path.GetFullPath(options.Runtime)]
            : ["/usr/local/sbin/" + name, "/usr/local/bin/" + name, "/usr/sbin/" + name, "/usr/bin/" + name];
        return Array.Find(places, File.Exists)
            ?? throw new InvalidOperationException($"{name} is not installed (looked for {string.Join(", ", places)})");
    }
}
