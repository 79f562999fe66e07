namespace Caisson.Integration.Tests.Comparison;

/// <summary>A command of a scenario.</summary>
/// <param name="Command">The line that the shell runs.</param>
/// <param name="Words">What stood in brackets before it.</param>
public sealed record ScenarioStep(string Command, IReadOnlyList<string> Words)
{
    private static readonly string[] Known = ["setup", "until", "sorted", "numbers"];

    /// <summary>Whether what it writes is compared.</summary>
    public bool IsCompared => !Has("setup") && !Has("until");

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line.</param>
    public static ScenarioStep Parse(string line)
    {
        var words = new List<string>();
        while (line[0] == '[')
        {
            int end = line.IndexOf(']', StringComparison.Ordinal);
            string word = line[1..end];
            words.Add(Known.Contains(word) ? word : throw new InvalidDataException($"no such word: {line}"));
            line = line[(end + 1)..].TrimStart();
        }

        return new ScenarioStep(line, words);
    }

    /// <summary>Whether a word stood before it.</summary>
    /// <param name="word">The word.</param>
    public bool Has(string word) => Words.Contains(word);
}
