using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Caisson.Bench.Measurement;

namespace Caisson.Bench.Runtime;

/// <summary>
/// Measures one runtime. A process of its own, so that one contender can live in other namespaces than the rest; it
/// takes an order a line (<c>lifecycle</c>, <c>exec</c>, <c>memory</c>) and answers each with a line of JSON. All
/// contenders are driven by the same code.
/// </summary>
/// <param name="runtime">The runtime's executable.</param>
/// <param name="bundle">The bundle.</param>
/// <param name="state">What <c>--root</c> names.</param>
/// <param name="busybox">The busybox that measures memory.</param>
public sealed class Worker(string runtime, string bundle, string state, string busybox)
{
    /// <summary>The first argument of a worker.</summary>
    public const string Command = "runtime-worker";

    private readonly MemoryProbe _memory = new(busybox);
    private readonly string _pidFile = Path.Combine(state, "pid");
    private int _last;

    /// <summary>Answers orders until there are no more.</summary>
    /// <param name="orders">One a line.</param>
    /// <param name="answers">One a line.</param>
    public int Serve(TextReader orders, TextWriter answers)
    {
        Directory.CreateDirectory(state);

        // The container's init becomes a child of this process once the runtime that created it has ended.
        Spawn.BecomeSubreaper();
        string living = NewId();
        Must("run", "--detach", "--bundle", bundle + "-living", "--pid-file", _pidFile, living);
        while (orders.ReadLine() is { } order)
        {
            Dictionary<string, double> figures = order switch
            {
                "lifecycle" => Lifecycle(),
                "exec" => new() { ["exec"] = Milliseconds(() => Must("exec", living, "true")) },
                "memory" => Memory(living),
                _ => throw new ArgumentException($"no such order: {order}"),
            };
            answers.WriteLine(JsonSerializer.Serialize(figures));
            answers.Flush();
        }

        Must("delete", "--force", living);
        return 0;
    }

    private static double Milliseconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    // create + start + wait + delete of the bundle's program: together, and step by step.
    private Dictionary<string, double> Lifecycle()
    {
        string id = NewId();
        double create = Milliseconds(() => Must("create", "--bundle", bundle, "--pid-file", _pidFile, id));
        int init = ReadPid();
        double start = Milliseconds(() => Must("start", id));
        double wait = Milliseconds(() => Spawn.Wait(init));
        double delete = Milliseconds(() => Must("delete", id));
        return new()
        {
            ["lifecycle"] = create + start + wait + delete,
            ["create"] = create,
            ["start"] = start,
            ["wait"] = wait,
            ["delete"] = delete,
        };
    }

    // The largest process of each command, and what the container's init takes before it is the program.
    private Dictionary<string, double> Memory(string living)
    {
        string id = NewId();
        double create = _memory.PeakKiB(runtime, Line("create", "--bundle", bundle, "--pid-file", _pidFile, id));
        int init = ReadPid();
        double waiting = MemoryProbe.PeakKiB(init);
        double start = _memory.PeakKiB(runtime, Line("start", id));
        Spawn.Wait(init);
        double delete = _memory.PeakKiB(runtime, Line("delete", id));
        double exec = _memory.PeakKiB(runtime, Line("exec", living, "true"));
        return new()
        {
            ["create"] = create,
            ["init before start"] = waiting,
            ["start"] = start,
            ["delete"] = delete,
            ["exec"] = exec,
        };
    }

    private string NewId() => string.Create(
        CultureInfo.InvariantCulture, $"bench-{Environment.ProcessId}-{Interlocked.Increment(ref _last)}");

    private int ReadPid() => int.Parse(File.ReadAllText(_pidFile), CultureInfo.InvariantCulture);

    private string[] Line(params string[] arguments) => ["--root", state, .. arguments];

    private void Must(params string[] arguments)
    {
        int status = Spawn.Run(runtime, Line(arguments));
        if (status != 0)
        {
            throw new InvalidOperationException($"{runtime} {string.Join(' ', arguments)} failed with status {status}");
        }
    }
}
