using System.Diagnostics;
using Caisson.Fuzz.Running;
using Xunit.Runner.InProc.SystemConsole;

namespace Caisson.Fuzz;

/// <summary>Fuzzes as the command line says; without anything for it there, runs the tests.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args) => FuzzOptions.AreIn(args)
        ? Task.FromResult(Run(FuzzOptions.Parse(args)))
        : ConsoleRunner.Run(args);

    private static int Run(FuzzOptions? options)
    {
        IFuzzTarget[] targets = [.. FuzzTargets.All.Where(t => options?.Target is null || t.Name == options.Target)];
        if (options is null || targets.Length == 0)
        {
            Console.Error.WriteLine(FuzzOptions.Usage);
            Console.Error.WriteLine($"targets: {string.Join(' ', FuzzTargets.All.Select(t => t.Name))}");
            return 2;
        }

        if (options.File is not null)
        {
            targets[0].Fuzz(File.ReadAllBytes(options.File));
            return 0;
        }

        int status = 0;
        foreach (IFuzzTarget target in targets)
        {
            FuzzRun run = new(target, FuzzTargets.CorpusOf(target.Name), options.Seed, FuzzTargets.SavedFolder);
            long start = Stopwatch.GetTimestamp();
            string? fault = run.Run(options.Runs, options.Time);
            Console.WriteLine(
                fault ?? $"{target.Name}: {run.Tried} inputs of seed {options.Seed} in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s, no fault");
            status = fault is null ? status : 1;
        }

        return status;
    }
}
