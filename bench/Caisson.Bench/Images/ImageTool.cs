using System.Diagnostics;

namespace Caisson.Bench.Images;

/// <summary>
/// One contender: a command line with Docker's verbs. Both contenders are given the same words.
/// </summary>
/// <param name="name">What the report calls it.</param>
/// <param name="command">The program and what comes before the verb.</param>
public abstract class ImageTool(string name, IReadOnlyList<string> command) : IDisposable
{
    /// <summary>What the report calls it.</summary>
    public string Name { get; } = name;

    /// <summary>The first line of its version.</summary>
    public abstract string Version { get; }

    /// <summary>The program and what comes before the verb.</summary>
    protected IReadOnlyList<string> Command { get; } = command;

    /// <summary>What was measured, in milliseconds, by its name.</summary>
    public Dictionary<string, List<double>> Times { get; } = [];

    /// <summary>What was measured, in KiB, by its name.</summary>
    public Dictionary<string, List<double>> Memory { get; } = [];

    /// <summary>Runs a verb.</summary>
    /// <param name="arguments">The verb and its arguments.</param>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public void Run(params IEnumerable<string> arguments) => Programs.Run(Command[0], [.. Command.Skip(1), .. arguments]);

    /// <summary>Runs a verb and keeps its time.</summary>
    /// <param name="figure">The time's name; null to drop it.</param>
    /// <param name="arguments">The verb and its arguments.</param>
    public void Measure(string? figure, params IEnumerable<string> arguments)
    {
        long start = Stopwatch.GetTimestamp();
        Run(arguments);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (figure is not null)
        {
            Add(Times, figure, milliseconds);
        }
    }

    /// <summary>Removes an image and everything that only it needs.</summary>
    /// <param name="image">Its name.</param>
    public abstract void Forget(string image);

    /// <summary>Runs a verb and keeps the most memory that it took.</summary>
    /// <param name="figure">The figure's name.</param>
    /// <param name="arguments">The verb and its arguments.</param>
    public abstract void MeasureMemory(string figure, params IReadOnlyList<string> arguments);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Keeps a sample.</summary>
    protected static void Add(Dictionary<string, List<double>> into, string figure, double value) =>
        (into.TryGetValue(figure, out List<double>? samples) ? samples : into[figure] = []).Add(value);
}
