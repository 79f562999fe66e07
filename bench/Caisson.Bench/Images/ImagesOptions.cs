using System.Globalization;

namespace Caisson.Bench.Images;

/// <summary>What is measured, how often, and where the figures go.</summary>
public sealed record ImagesOptions
{
    /// <summary>The options in one line.</summary>
    public const string Usage = "--runs N --caisson PATH --only FIGURE,FIGURE --output FILE";

    /// <summary>Measured runs of each contender, after one that does not count.</summary>
    public int Runs { get; init; } = 7;

    /// <summary>The executable that the bench is about.</summary>
    public string Caisson { get; init; } = Path.GetFullPath("out/bin/caisson");

    /// <summary>What is measured.</summary>
    public IReadOnlyList<string> Figures { get; init; } = ["load", "import", "pull", "rebuild", "memory"];

    /// <summary>Where the figures are written as JSON.</summary>
    public string Output { get; init; } = "out/bench/images.json";

    /// <summary>Reads the command line.</summary>
    /// <param name="arguments">Names and values in turn.</param>
    public static ImagesOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ImagesOptions();
        for (int i = 0; i < arguments.Count; i += 2)
        {
            string value = i + 1 < arguments.Count ? arguments[i + 1] : throw new ArgumentException($"{arguments[i]} needs a value");
            options = arguments[i] switch
            {
                "--runs" => options with { Runs = int.Parse(value, CultureInfo.InvariantCulture) },
                "--caisson" => options with { Caisson = Path.GetFullPath(value) },
                "--only" => options with { Figures = value.Split(',') },
                "--output" => options with { Output = value },
                _ => throw new ArgumentException($"unknown option {arguments[i]}; options: {Usage}"),
            };
        }

        return options;
    }
}
