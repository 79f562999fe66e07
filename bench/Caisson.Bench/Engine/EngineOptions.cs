using System.Globalization;

namespace Caisson.Bench.Engine;

/// <summary>What is measured, how often, and where the figures go.</summary>
public sealed record EngineOptions
{
    /// <summary>The options in one line.</summary>
    public const string Usage = "--runs N --batches N --most N --caissond PATH --only FIGURE,FIGURE --output FILE";

    /// <summary>Measured runs of each contender, after one that does not count.</summary>
    public int Runs { get; init; } = 15;

    /// <summary>How often fifty containers are started and removed.</summary>
    public int Batches { get; init; } = 3;

    /// <summary>How many containers run when memory is looked at for the last time.</summary>
    public int Most { get; init; } = 500;

    /// <summary>The executable that the bench is about.</summary>
    public string Caissond { get; init; } = Path.GetFullPath("out/bin/caissond");

    /// <summary>What is measured.</summary>
    public IReadOnlyList<string> Figures { get; init; } = ["run", "api", "exec", "fifty", "memory", "network"];

    /// <summary>Where the figures are written as JSON.</summary>
    public string Output { get; init; } = "out/bench/engine.json";

    /// <summary>Reads the command line.</summary>
    /// <param name="arguments">Names and values in turn.</param>
    public static EngineOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new EngineOptions();
        for (int i = 0; i < arguments.Count; i += 2)
        {
            string value = i + 1 < arguments.Count ? arguments[i + 1] : throw new ArgumentException($"{arguments[i]} needs a value");
            options = arguments[i] switch
            {
                "--runs" => options with { Runs = int.Parse(value, CultureInfo.InvariantCulture) },
                "--batches" => options with { Batches = int.Parse(value, CultureInfo.InvariantCulture) },
                "--most" => options with { Most = int.Parse(value, CultureInfo.InvariantCulture) },
                "--caissond" => options with { Caissond = Path.GetFullPath(value) },
                "--only" => options with { Figures = value.Split(',') },
                "--output" => options with { Output = value },
                _ => throw new ArgumentException($"unknown option {arguments[i]}; options: {Usage}"),
            };
        }

        return options;
    }
}
