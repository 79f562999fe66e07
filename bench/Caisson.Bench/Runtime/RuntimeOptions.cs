using System.Globalization;

namespace Caisson.Bench.Runtime;

/// <summary>What is measured, how often, and where the figures go.</summary>
public sealed record RuntimeOptions
{
    /// <summary>The options in one line.</summary>
    public const string Usage = "--runs N --warmup N --pause MILLISECONDS --runtime PATH --only NAME,NAME --output FILE";

    /// <summary>Measured runs of each contender.</summary>
    public int Runs { get; init; } = 50;

    /// <summary>Runs before them that do not count.</summary>
    public int Warmup { get; init; } = 5;

    /// <summary>
    /// Milliseconds before each measurement. The kernel takes a container's namespaces and cgroups apart after it has gone:
    /// that is no part of the next one's time.
    /// </summary>
    public int Pause { get; init; } = 50;

    /// <summary>The executable of the runtime that the bench is about.</summary>
    public string Runtime { get; init; } = "out/bin/caisson-runtime";

    /// <summary>The contenders, the first being the one that the others are compared with.</summary>
    public IReadOnlyList<string> Names { get; init; } = ["caisson-runtime", "runc", "crun"];

    /// <summary>Where the figures are written as JSON.</summary>
    public string Output { get; init; } = "out/bench/runtime.json";

    /// <summary>Reads the command line.</summary>
    /// <param name="arguments">Names and values in turn.</param>
    public static RuntimeOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new RuntimeOptions();
        for (int i = 0; i < arguments.Count; i += 2)
        {
            string value = i + 1 < arguments.Count ? arguments[i + 1] : throw new ArgumentException($"{arguments[i]} needs a value");
            options = arguments[i] switch
            {
                "--runs" => options with { Runs = int.Parse(value, CultureInfo.InvariantCulture) },
                "--warmup" => options with { Warmup = int.Parse(value, CultureInfo.InvariantCulture) },
                "--pause" => options with { Pause = int.Parse(value, CultureInfo.InvariantCulture) },
                "--runtime" => options with { Runtime = Path.GetFullPath(value) },
                "--only" => options with { Names = value.Split(',') },
                "--output" => options with { Output = value },
                _ => throw new ArgumentException($"unknown option {arguments[i]}; options: {Usage}"),
            };
        }

        return options;
    }
}
