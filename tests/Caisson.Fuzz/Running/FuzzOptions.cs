using System.Globalization;

namespace Caisson.Fuzz.Running;

/// <summary>What the command line says: <c>[TARGET] [--runs N] [--seed S] [--seconds T]</c>, or <c>TARGET FILE</c> to try one
/// input again.</summary>
/// <param name="Target">The target; all if null.</param>
/// <param name="File">An input to try; null to make inputs.</param>
/// <param name="Runs">How many inputs for each target.</param>
/// <param name="Seed">Which series of inputs.</param>
/// <param name="Time">How long for each target.</param>
public sealed record FuzzOptions(string? Target, string? File, long Runs, int Seed, TimeSpan Time)
{
    /// <summary>How to use it.</summary>
    public const string Usage = "usage: Caisson.Fuzz [TARGET] [--runs N] [--seed S] [--seconds T] | Caisson.Fuzz TARGET FILE";

    /// <summary>Whether the arguments are meant for the fuzzer, and not for the test runner.</summary>
    public static bool AreIn(string[] args) => args.Any(a => a is "--runs" or "--seed" or "--seconds" or "--help")
        || (args.Length > 0 && FuzzTargets.All.Any(t => t.Name == args[0]));

    /// <summary>Reads the arguments.</summary>
    /// <returns>Null where they are not of that form.</returns>
    public static FuzzOptions? Parse(string[] args)
    {
        FuzzOptions options = new(null, null, long.MaxValue, 1, Timeout.InfiniteTimeSpan);
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] is "--runs" or "--seed" or "--seconds")
            {
                if (i + 1 == args.Length
                    || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                {
                    return null;
                }

                options = args[i++] switch
                {
                    "--runs" => options with { Runs = number },
                    "--seed" => options with { Seed = number },
                    _ => options with { Time = TimeSpan.FromSeconds(number) },
                };
            }
            else if (args[i].StartsWith('-') || options.File is not null)
            {
                return null;
            }
            else
            {
                options = options.Target is null ? options with { Target = args[i] } : options with { File = args[i] };
            }
        }

        bool isEndless = options is { File: null, Runs: long.MaxValue } && options.Time == Timeout.InfiniteTimeSpan;
        return options with
        {
            Runs = isEndless ? 1_000_000 : options.Runs,
            Time = options.Time == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : options.Time,
        };
    }
}
